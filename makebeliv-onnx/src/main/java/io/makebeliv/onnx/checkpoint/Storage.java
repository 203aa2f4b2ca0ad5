package io.makebeliv.onnx.checkpoint;

import io.makebeliv.inference.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The bytes that tensors are views of; several may share one. Any thread may read it. */
final class Storage {

  /** Where the bytes come from when somebody asks for them. */
  @FunctionalInterface
  interface Source {
    ByteBuffer read() throws IOException;
  }

  private final String file;
  private final long size;
  private final Source source;
  private @Nullable ByteBuffer bytes;

  /**
   * Names bytes without reading them.
   *
   * @param file for messages
   * @param size how many bytes the source gives
   */
  Storage(String file, long size, Source source) {
    this.file = file;
    this.size = size;
    this.source = source;
  }

  String file() {
    return file;
  }

  long size() {
    return size;
  }

  /** Gives a read-only view of some of the bytes, which the storage is known to have. */
  synchronized ByteBuffer slice(long offset, long length) {
    if (bytes == null) {
      try {
        bytes = source.read();
      } catch (IOException e) {
        throw new ModelException(file + " " + e.getMessage(), e);
      }
    }
    return bytes.slice((int) offset, (int) length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
