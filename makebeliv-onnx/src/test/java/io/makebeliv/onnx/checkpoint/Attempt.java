package io.makebeliv.onnx.checkpoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.makebeliv.inference.ModelException;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a hostile file as a user would: opens it, looks at everything, reads all weights. It must
 * end well or with a {@link ModelException}, within a second of processor time (waiting for other
 * programs does not count) and 64 MB of heap.
 */
final class Attempt {

  static final long MAX_BYTES = 64L << 20;
  static final long MAX_NANOS = 1_000_000_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final @Nullable String refusal;
  private final long bytes;
  private final long nanos;

  private Attempt(@Nullable String refusal, long bytes, long nanos) {
    this.refusal = refusal;
    this.bytes = bytes;
    this.nanos = nanos;
  }

  static Attempt at(String name, Supplier<Checkpoint> opening) {
    return at(name, "test.pth", opening);
  }

  /** What is refused must be called by the file's name. */
  static Attempt at(String name, String file, Supplier<Checkpoint> opening) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long time = THREADS.getCurrentThreadCpuTime();
    String refusal = null;
    try (Checkpoint checkpoint = opening.get()) {
      walk(checkpoint.root());
      checkpoint.weights();
    } catch (ModelException e) {
      refusal = String.valueOf(e.getMessage());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(name + " breaks the reader", e);
    }
    time = THREADS.getCurrentThreadCpuTime() - time;
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    assertTrue(time < MAX_NANOS, name + " takes ns: " + time);
    assertTrue(allocated < MAX_BYTES, name + " takes bytes: " + allocated);
    if (refusal != null) {
      assertTrue(refusal.startsWith(file + " ") && refusal.length() < 1000, refusal);
    }
    return new Attempt(refusal, allocated, time);
  }

  /** What the user is told, null if the file could be read. */
  @Nullable String refusal() {
    return refusal;
  }

  long bytes() {
    return bytes;
  }

  long nanos() {
    return nanos;
  }

  /** Looks at every value once, and reads every tensor. */
  private static void walk(@Nullable Object root) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>();
    push(root, open);
    while (!open.isEmpty()) {
      Object value = open.pop();
      if (!seen.add(value)) {
        continue;
      }
      assertTrue(value.toString().length() < 1 << 24);
      if (value instanceof Tensor tensor) {
        assertTrue(tensor.floats().remaining() == tensor.elements());
      } else if (value instanceof List<?> list) {
        list.forEach(element -> push(element, open));
      } else if (value instanceof Map<?, ?> map) {
        map.forEach(
            (key, element) -> {
              push(key, open);
              push(element, open);
            });
      } else if (value instanceof Inert inert) {
        push(inert.arguments(), open);
        push(inert.state(), open);
        push(inert.elements(), open);
        push(inert.entries(), open);
      }
    }
  }

  private static void push(@Nullable Object value, Deque<Object> open) {
    if (value != null) {
      open.push(value);
    }
  }
}
