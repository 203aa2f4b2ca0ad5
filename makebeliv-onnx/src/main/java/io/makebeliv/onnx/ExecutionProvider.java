package io.makebeliv.onnx;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What computes a graph. Which of them there are depends on the jar of ONNX Runtime in use. */
public enum ExecutionProvider {
  /** NVIDIA GPUs; needs {@code onnxruntime_gpu} and CUDA 12. */
  CUDA("cuda"),
  /** NVIDIA GPUs through TensorRT; needs {@code onnxruntime_gpu} and TensorRT. */
  TENSORRT("tensorrt"),
  /** Apple's Core ML. */
  COREML("coreml"),
  /** GPUs on Windows. */
  DIRECTML("directml"),
  /** Kernels for small CPUs. */
  XNNPACK("xnnpack"),
  /** The CPU, which is always there. */
  CPU("cpu");

  private final String id;

  ExecutionProvider(String id) {
    this.id = id;
  }

  /**
   * Returns the name used in options and logs.
   *
   * @return one lower case word
   */
  public String id() {
    return id;
  }

  /**
   * Finds a provider by its name.
   *
   * @param id a name, for example {@code cuda}
   * @return the provider
   * @throws IllegalArgumentException if there is none of that name; the message lists them
   */
  public static ExecutionProvider of(String id) {
    return Arrays.stream(values())
        .filter(provider -> provider.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Arrays.stream(values())
                        .map(ExecutionProvider::id)
                        .collect(
                            Collectors.joining(
                                ", ", "an execution provider is one of ", ", was " + id))));
  }

  @Override
  public String toString() {
    return id;
  }
}
