package io.makebeliv.onnx;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.compile.Trained;
import io.makebeliv.onnx.graph.ByteTensor;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.graph.WeightTensor;
import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.runtime.Tensor;
import java.nio.file.Path;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of one of a voice's networks: a graph, or a checkpoint of which one is made.
 *
 * @param file named as a checkpoint, or else ONNX
 * @param options how the graph is run
 */
record NetworkFile(Path file, OnnxOptions options) {

  private static final Logger log = LoggerFactory.getLogger(NetworkFile.class);

  /** The voice, of a checkpoint one that can be spoken faster or slower, or one that goes on. */
  GraphLoader voice(boolean stretched) {
    return open(
        "an RVC voice",
        Trained.Voice.class,
        trained ->
            stretched ? trained.windowed(options.numbers()) : trained.streaming(options.numbers()));
  }

  /** The encoder, of a checkpoint one for streams that gives rows of so many features. */
  GraphLoader encoder(int channels) {
    return open(
        "a content encoder (HuBERT or ContentVec)",
        Trained.Encoder.class,
        encoder -> encoder.streaming(encoder.versionOf(channels), options.numbers()));
  }

  GraphLoader pitchModel() {
    return open("a pitch model (RMVPE)", Trained.Pitch.class, Trained.Pitch::salience);
  }

  private <T extends Trained> GraphLoader open(
      String wanted, Class<T> kind, Function<T, Model> compile) {
    if (!Trained.isNamedSo(file)) {
      if (options.numbers() != Numbers.FP32) {
        log.info(
            "{} is run with the numbers that are in it, not with {}.", file, options.numbers());
      }
      return GraphLoader.file(file).options(options);
    }
    Trained trained = Trained.open(file);
    if (!kind.isInstance(trained)) {
      throw new ModelException(
          "%s is %s where %s is needed.".formatted(file, trained.describe(), wanted));
    }
    try {
      return loader(compile.apply(kind.cast(trained)));
    } catch (ModelException e) {
      throw Trained.about(file, e);
    }
  }

  /** Hands the weights over where they are: a voice is not in memory twice. */
  private GraphLoader loader(Model model) {
    GraphLoader loader =
        GraphLoader.bytes(file.toString(), model.graphBytes()).madeOf(file).options(options);
    model.externalWeights().forEach((name, weight) -> loader.weight(name, tensor(weight)));
    return loader;
  }

  private static Tensor tensor(WeightTensor weight) {
    return weight instanceof FloatTensor floats
        ? Tensor.over(floats.values(), floats.shape())
        : Tensor.over(ElementType.INT8, ((ByteTensor) weight).values(), weight.shape());
  }
}
