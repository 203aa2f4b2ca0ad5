package io.makebeliv.onnx.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes pickles opcode by opcode, sound ones and others. */
final class PickleWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Begins as torch.save does, in protocol 2. */
  static PickleWriter protocol2() {
    return new PickleWriter().raw(0x80, 2);
  }

  PickleWriter raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /** Opcodes that are printable characters. */
  PickleWriter ops(String opcodes) {
    out.writeBytes(opcodes.getBytes(UTF_8));
    return this;
  }

  PickleWriter int4(long value) {
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array());
    return this;
  }

  PickleWriter int8(long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  PickleWriter text(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    ops("X").int4(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  /** An integer of up to 64 bits. */
  PickleWriter number(long value) {
    return raw(0x8a, 8).int8(value);
  }

  PickleWriter name(String module, String name) {
    return ops("c" + module + "\n" + name + "\n");
  }

  PickleWriter tuple(long... values) {
    ops("(");
    for (long value : values) {
      number(value);
    }
    return ops("t");
  }

  PickleWriter storage(String module, String name, String key, long count) {
    ops("(").text("storage").name(module, name).text(key).text("cpu").number(count);
    return ops("tQ");
  }

  PickleWriter tensor(
      String kind, String key, long count, long offset, long[] shape, long[] strides) {
    name("torch._utils", "_rebuild_tensor_v2").ops("(").storage("torch", kind, key, count);
    number(offset).tuple(shape).tuple(strides).raw(0x89);
    return name("collections", "OrderedDict").ops(")RtR");
  }

  PickleWriter row(String kind, String key, long count) {
    return tensor(kind, key, count, 0, new long[] {count}, new long[] {1});
  }

  /** Ends the pickle. */
  byte[] stop() {
    out.write('.');
    return bytes();
  }

  /** What there is so far, with no end. */
  byte[] bytes() {
    return out.toByteArray();
  }
}
