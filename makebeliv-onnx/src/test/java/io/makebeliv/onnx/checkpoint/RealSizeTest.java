package io.makebeliv.onnx.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A voice with the names and sizes of an RVC v2 voice of 40 kHz: 28 million halves. */
final class RealSizeTest {

  /** 1 in fp16. */
  private static final byte[] ONE = {0, 0x3c};

  @Test
  void aVoiceIsReadWithoutFillingTheHeap(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("voice.pth");
    long elements = write(path);
    assertTrue(Files.size(path) > 50_000_000, "bytes: " + Files.size(path));

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long begin = threads.getCurrentThreadCpuTime();
    try (Checkpoint voice = Checkpoint.open(path)) {
      long opened = threads.getCurrentThreadCpuTime();
      StateDict weights = voice.weights();
      long read = 0;
      for (String name : weights.names()) {
        FloatBuffer floats = weights.floats(name);
        read += floats.remaining();
        assertEquals(1, floats.get(floats.remaining() - 1));
      }
      long converted = threads.getCurrentThreadCpuTime();
      allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
      assertEquals(elements, read);
      // The weights take 55 MB, and 110 MB as floats.
      String figures =
          "%d kB of heap, %d ms to open and %d ms to widen %d weights"
              .formatted(
                  allocated >> 10,
                  (opened - begin) / 1_000_000,
                  (converted - opened) / 1_000_000,
                  read);
      if (Boolean.getBoolean("makebeliv.figures")) {
        System.out.println(figures);
      }
      assertTrue(allocated < 16 << 20, figures);
    }
  }

  private static long write(Path path) throws IOException {
    PickleWriter pickle = PickleWriter.protocol2().ops("}(").text("weight").ops("}(");
    TorchFile file = new TorchFile();
    long elements = 0;
    int key = 0;
    for (String line : Files.readAllLines(GoldenFiles.resource("/shapes/rvc-v2-40k.txt"))) {
      int space = line.indexOf(' ');
      long[] shape =
          Arrays.stream(line.substring(space + 2, line.length() - 1).split(", ", -1))
              .mapToLong(Long::parseLong)
              .toArray();
      int count = (int) Tensor.product(shape);
      String name = String.valueOf(key++);
      pickle.text(line.substring(0, space));
      pickle.tensor("HalfStorage", name, count, 0, shape, Tensor.denseStrides(shape));
      file.storage(name, ones(count));
      elements += count;
    }
    pickle.ops("u").text("version").text("v2").text("f0").number(1).text("sr").text("40k").ops("u");
    Files.write(path, file.part("data.pkl", pickle.stop()).bytes());
    return elements;
  }

  private static byte[] ones(int count) {
    byte[] halves = new byte[2 * count];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = ONE[i % 2];
    }
    return halves;
  }
}
