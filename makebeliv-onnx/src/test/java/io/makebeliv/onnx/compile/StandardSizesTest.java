package io.makebeliv.onnx.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.graph.FloatTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The standard sizes ask for exactly the weights that the reference implementations have. */
final class StandardSizesTest {

  private static final Pattern ENTRY = Pattern.compile("(\\S+)( \\(buffer\\))? (\\[.*])");

  @ParameterizedTest
  @CsvSource({
    "v1, 32000",
    "v1, 40000",
    "v1, 48000",
    "v2, 32000",
    "v2, 40000",
    "v2, 48000",
  })
  void synthesizers(String version, int sampleRate) {
    Map<String, String> reference = listed("rvc-%s-%dk".formatted(version, sampleRate / 1000));
    SynthesizerConfig config = SynthesizerConfig.standard(version, sampleRate, true);
    Asked webui = new Asked();
    new SynthesizerCompiler(config, webui).webui();
    assertEquals(reference, webui.shapes);
    Asked streaming = new Asked();
    new SynthesizerCompiler(config, streaming).streaming();
    assertEquals(reference, streaming.shapes);
  }

  @Test
  void voicesWithoutPitchNeedNothingOfIt() {
    Asked asked = new Asked();
    new SynthesizerCompiler(SynthesizerConfig.standard("v2", 40_000, false), asked).webui();
    Map<String, String> reference = listed("rvc-v2-40k");
    reference
        .keySet()
        .removeIf(
            name ->
                name.startsWith("enc_p.emb_pitch")
                    || name.startsWith("dec.m_source")
                    || name.startsWith("dec.noise_convs"));
    assertEquals(reference, asked.shapes);
  }

  @Test
  void rmvpe() {
    Asked asked = new Asked();
    new RmvpeCompiler(RmvpeConfig.standard(), asked).salience(0);
    Map<String, String> reference = listed("rmvpe");
    reference.keySet().removeIf(name -> name.endsWith("num_batches_tracked"));
    assertEquals(reference, asked.shapes);
  }

  @Test
  void hubertHasAsManyWeightsAsIsKnown() {
    Asked last = new Asked();
    new HubertCompiler(HubertConfig.base(), last).features(12, false, 0);
    // One length per tap of the positional convolution is folded, and what masks in training is
    // not needed.
    assertEquals(94_371_712 - 128 - 768, last.count);
    Asked projected = new Asked();
    new HubertCompiler(HubertConfig.base(), projected).features(9, true, 0);
    assertTrue(projected.count < last.count);
    assertEquals("[256, 768]", projected.shapes.get("final_proj.weight"));
  }

  /** Writes down what is asked for, and gives the same few values for everything. */
  private static final class Asked implements Parameters {

    final Map<String, String> shapes = new TreeMap<>();
    long count;

    @Override
    public FloatTensor take(String name, long... shape) {
      assertEquals(null, shapes.put(name, Arrays.toString(shape)), name);
      FloatTensor tensor = FloatTensor.allocate(shape);
      count += tensor.count();
      return tensor;
    }
  }

  private static Map<String, String> listed(String file) {
    try (InputStream in = StandardSizesTest.class.getResourceAsStream("/shapes/" + file + ".txt")) {
      Map<String, String> shapes = new TreeMap<>();
      String text =
          new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.lines().toList()) {
        Matcher matcher = ENTRY.matcher(line);
        if (matcher.matches()) {
          shapes.put(matcher.group(1), matcher.group(3));
        }
      }
      return shapes;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
