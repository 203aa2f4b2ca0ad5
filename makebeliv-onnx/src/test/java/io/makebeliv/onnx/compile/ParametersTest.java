package io.makebeliv.onnx.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Weights;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParametersTest {

  @ParameterizedTest
  @ValueSource(strings = {"c.weight_", "c.parametrizations.weight.original"})
  void weightNormIsFoldedOverAllAxesButThatOfItsLengths(String stem) {
    boolean old = stem.endsWith("_");
    Table table = new Table();
    table.put(stem + (old ? "g" : "0"), new long[] {2, 1, 1}, 10, 2);
    table.put(stem + (old ? "v" : "1"), new long[] {2, 1, 2}, 3, 4, 0, -5);
    assertEquals(
        FloatBuffer.wrap(new float[] {6, 8, 0, -2}),
        Parameters.of(table).take("c.weight", 2, 1, 2).values());

    Table lastAxis = new Table();
    lastAxis.put(stem + (old ? "g" : "0"), new long[] {1, 1, 2}, 10, 2);
    lastAxis.put(stem + (old ? "v" : "1"), new long[] {2, 1, 2}, 3, 0, 4, -5);
    assertEquals(
        FloatBuffer.wrap(new float[] {6, 0, 8, -2}),
        Parameters.of(lastAxis).take("c.weight", 2, 1, 2).values());
  }

  @Test
  void whatIsMissingOrOfAnotherShapeIsNamed() {
    Table table = new Table();
    table.put("a.weight", new long[] {2}, 1, 2);
    Parameters parameters = Parameters.of(table);
    String missing = refused(() -> parameters.take("b.weight", 2));
    assertTrue(missing.contains("b.weight"), missing);
    String other = refused(() -> parameters.take("a.weight", 3));
    assertTrue(other.contains("a.weight") && other.contains("[2]") && other.contains("[3]"), other);
  }

  @Test
  void syntheticWeightsAreTheSameForTheSameSeedAndKeepSignalsAlive() {
    FloatTensor weight = Parameters.synthetic(1).take("w.weight", 64, 64, 7);
    assertEquals(weight.values(), Parameters.synthetic(1).take("w.weight", 64, 64, 7).values());
    assertTrue(
        !weight.values().equals(Parameters.synthetic(2).take("w.weight", 64, 64, 7).values()));
    double squares = 0;
    for (int i = 0; i < weight.count(); i++) {
      squares += weight.get(i) * (double) weight.get(i);
    }
    assertEquals(0.49, squares / 64, 0.02);
  }

  @Test
  void aListThatIsNoSynthesizersIsRefused() {
    Table none = new Table();
    String message = refused(() -> SynthesizerConfig.of(List.of(1, 2), "v2", true, none));
    assertTrue(message.contains("2 entries"), message);
  }

  private static String refused(Executable call) {
    return String.valueOf(assertThrows(ModelException.class, call).getMessage());
  }

  /** Weights given one by one. */
  private static final class Table implements Weights {

    private final Map<String, FloatTensor> tensors = new LinkedHashMap<>();

    void put(String name, long[] shape, float... values) {
      tensors.put(name, FloatTensor.of(shape, values));
    }

    private FloatTensor find(String name) {
      return Objects.requireNonNull(tensors.get(name), name);
    }

    @Override
    public Set<String> names() {
      return tensors.keySet();
    }

    @Override
    public long[] shape(String name) {
      return find(name).shape();
    }

    @Override
    public FloatBuffer floats(String name) {
      return find(name).values();
    }
  }
}
