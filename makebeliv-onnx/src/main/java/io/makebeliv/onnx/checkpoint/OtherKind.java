package io.makebeliv.onnx.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Tells what a file is that is no checkpoint of the kinds read here, and what to do about it. */
final class OtherKind {

  /** How many bytes of the file's begin it takes to tell. */
  static final int HEAD_BYTES = 512;

  /** 0x1950a86a20f9469cfc6c as a pickled integer of ten bytes. */
  private static final String OLD_TORCH =
      new String(HexFormat.of().parseHex("8a0a6cfc9c46f9206aa85019"), ISO_8859_1);

  private static final int TAR_MAGIC = 257;

  private OtherKind() {}

  static BrokenCheckpointException of(ByteBuffer head) {
    byte[] bytes = new byte[head.remaining()];
    head.get(0, bytes);
    return BrokenCheckpointException.unsupported(describe(new String(bytes, ISO_8859_1)));
  }

  private static String describe(String head) {
    if (head.isEmpty()) {
      return "is empty; get it again from its source.";
    }
    if (head.startsWith(OLD_TORCH, 2)) {
      return "is in the format that PyTorch wrote before 1.6 (a stream of pickles); load it in a"
          + " recent PyTorch and save it again with torch.save.";
    }
    if (head.startsWith("ustar", TAR_MAGIC) || head.startsWith("sys_info\0")) {
      return "is a tar archive; if it is a checkpoint of an early PyTorch, load it in a recent one"
          + " and save it again with torch.save, else unpack it first.";
    }
    if (head.startsWith("\u0080") && head.length() > 1 && head.charAt(1) <= 5) {
      return "is a bare pickle, not a PyTorch checkpoint; save the weights with torch.save.";
    }
    if (head.startsWith("version https://git-lfs")) {
      return "is only a Git LFS pointer to the file; fetch the file itself (git lfs pull).";
    }
    if (head.stripLeading().startsWith("<")) {
      return "is a web page, not a checkpoint; the download went wrong: download the file itself.";
    }
    if (head.startsWith("\u001f\u008b") || head.startsWith("7z") || head.startsWith("Rar!")) {
      return "is a packed archive; unpack it and open the checkpoint in it.";
    }
    return "is neither a PyTorch checkpoint nor a safetensors file; give a .pth, .pt, .bin or"
        + " .safetensors file.";
  }
}
