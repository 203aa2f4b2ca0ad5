package io.makebeliv.onnx;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How graphs are run. Immutable; every method that changes something returns a new value.
 *
 * <pre>{@code
 * OnnxOptions options = OnnxOptions.defaults().providers("cuda", "cpu").threads(2);
 * }</pre>
 *
 * @param providers execution providers in the order in which they are tried; the CPU is tried last
 *     whether it is named or not
 * @param threads how many threads compute one step, the caller's included, 1 to 256. More than 1
 *     makes the mean faster and the tail worse: 1 unless measured otherwise.
 * @param spinning whether those threads wait for work by burning their cores while a step runs
 * @param optimisation how far graphs are rewritten at load
 * @param numbers what content encoders and voices of checkpoints compute with; ONNX files have
 *     their own
 * @param cache where optimised graphs are kept for the next load, or empty; the folder is made when
 *     needed
 */
public record OnnxOptions(
    List<ExecutionProvider> providers,
    int threads,
    boolean spinning,
    Optimisation optimisation,
    Numbers numbers,
    Optional<Path> cache) {

  private static final OnnxOptions DEFAULTS =
      new OnnxOptions(
          List.of(ExecutionProvider.CPU),
          1,
          false,
          Optimisation.ALL,
          Numbers.FP32,
          Optional.empty());

  /**
   * Checks the values.
   *
   * @param providers execution providers in the order in which they are tried, none twice
   * @param threads how many threads compute one step, 1 to 256
   * @param spinning whether those threads wait for work by burning their cores
   * @param optimisation how far graphs are rewritten at load
   * @param numbers what the networks of checkpoints compute with; ONNX files have their own
   * @param cache where optimised graphs are kept, or empty
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public OnnxOptions {
    providers = List.copyOf(providers);
    if (providers.stream().distinct().count() < providers.size()) {
      throw new IllegalArgumentException("providers must differ, were " + providers);
    }
    if (threads < 1 || threads > 256) {
      throw new IllegalArgumentException("threads must be from 1 to 256, was " + threads);
    }
  }

  /**
   * Returns what suits live voices: the CPU, one thread, no spinning, all optimisations, no cache.
   *
   * @return the defaults
   */
  public static OnnxOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets the execution providers. One that does not work here is passed over, which is logged; the
   * voice then says what it really runs on.
   *
   * @param ids names in the order in which they are tried: {@code cuda}, {@code tensorrt}, {@code
   *     coreml}, {@code directml}, {@code xnnpack}, {@code cpu}
   * @return new options
   * @throws IllegalArgumentException if a name is unknown or given twice
   */
  public OnnxOptions providers(String... ids) {
    return new OnnxOptions(
        Arrays.stream(ids).map(ExecutionProvider::of).toList(),
        threads,
        spinning,
        optimisation,
        numbers,
        cache);
  }

  /**
   * Sets how many threads compute one step.
   *
   * @param threads 1 to 256, the caller's included
   * @return new options
   * @throws IllegalArgumentException if out of range
   */
  public OnnxOptions threads(int threads) {
    return new OnnxOptions(providers, threads, spinning, optimisation, numbers, cache);
  }

  /**
   * Sets whether those threads wait for work by burning their cores while a step runs. Between
   * steps they sleep.
   *
   * @param spinning true to spin
   * @return new options
   */
  public OnnxOptions spinning(boolean spinning) {
    return new OnnxOptions(providers, threads, spinning, optimisation, numbers, cache);
  }

  /**
   * Sets how far graphs are rewritten at load.
   *
   * @param optimisation the level
   * @return new options
   */
  public OnnxOptions optimisation(Optimisation optimisation) {
    return new OnnxOptions(providers, threads, spinning, optimisation, numbers, cache);
  }

  /**
   * Sets what the networks of checkpoints compute with. Bytes make a voice two to three times as
   * cheap on processors that multiply them, at the price of some noise: see {@code docs/rvc.md}. A
   * network that comes as an ONNX file is run with the numbers that are in it, which is logged.
   *
   * @param id {@code fp32} or {@code int8}
   * @return new options
   * @throws IllegalArgumentException if it is neither
   */
  public OnnxOptions numbers(String id) {
    return new OnnxOptions(providers, threads, spinning, optimisation, Numbers.of(id), cache);
  }

  /**
   * Keeps optimised graphs for the next load, which is then faster: of ONNX files, and of
   * checkpoints, whose weights the kept graph holds as well. What is kept is told by all that it
   * depends on: the file's contents, the graph that is made of it, the version of ONNX Runtime, the
   * optimisation, and the processor, since a graph may be laid out for its instructions: they are
   * known on Linux, on Windows its model is; on other systems only its kind is, so keep a folder
   * there to one machine. What does not fit, or is damaged, is made anew. Nothing is ever removed,
   * so that an application that lets its models change clears the folder now and then. Of no effect
   * on models of more than 1 GB, on those whose weights are in further files, and where something
   * else than the CPU computes.
   *
   * @param folder where to; made when needed
   * @return new options
   */
  public OnnxOptions cache(Path folder) {
    return new OnnxOptions(
        providers, threads, spinning, optimisation, numbers, Optional.of(folder));
  }
}
