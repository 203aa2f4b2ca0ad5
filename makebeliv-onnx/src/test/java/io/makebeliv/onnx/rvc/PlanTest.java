package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.RvcSettings;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arithmetic of a window, for all layouts and all settings. */
final class PlanTest {

  static Stream<ToySynthesizer> layouts() {
    return Stream.of(
        ToySynthesizer.of(SynthesizerLayoutTest.WEBUI),
        ToySynthesizer.of("feats p_len pitch pitchf sid skip_head"),
        ToySynthesizer.of("feats p_len pitch pitchf sid skip_head return_length formant_length"),
        ToySynthesizer.of("phone phone_lengths sid rate pitch nsff0"),
        ToySynthesizer.of(SynthesizerLayoutTest.WEBUI).running(200));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void leavesEveryPartItsRoom(ToySynthesizer model) {
    try (Synthesizer synthesizer = Synthesizer.of(model.toy().load())) {
      for (int chunk = 20; chunk <= 1000; chunk += 70) {
        for (int context = 300; context <= 3000; context += 450) {
          for (int fade = 10; fade <= 100; fade += 30) {
            check(
                synthesizer, RvcSettings.defaults().chunk(chunk).context(context).crossfade(fade));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void leavesItWhereFormantsAreMoved(ToySynthesizer model) {
    try (Synthesizer synthesizer = Synthesizer.of(model.toy().load())) {
      for (double ratio : new double[] {0.5, 0.85, 1.137, 2}) {
        for (int chunk = 20; chunk <= 480; chunk += 70) {
          RvcSettings settings = RvcSettings.defaults().chunk(chunk).formant(ratio);
          Plan plan = Plan.of(settings, synthesizer);
          Stretch stretch = new Stretch(plan);
          SynthesizerCall call = synthesizer.open(plan.synthesised(), plan.spoken(), 0);
          for (int step = 1; step < 40; step++) {
            stretch.move((long) step * plan.chunk());
            assertTrue(stretch.chunk() - call.origin() >= Plan.TURNING + 5, plan.toString());
          }
          call.close();
        }
      }
    }
  }

  private static void check(Synthesizer synthesizer, RvcSettings settings) {
    Plan plan = Plan.of(settings, synthesizer);
    assertEquals(settings.chunkMs(), 10 * plan.chunk());
    assertEquals(Math.min(settings.crossfadeMs(), settings.chunkMs()), 10 * plan.fade());
    assertEquals(plan.lead() + plan.chunk() + plan.tail(), plan.decoded());
    assertTrue(plan.tail() > plan.fade(), "a spoilt end behind the crossfade: " + plan);
    assertTrue(plan.lead() >= Plan.TURNING + 5, "room to settle: " + plan);
    assertTrue(10 * plan.heard() >= settings.contextMs() + settings.chunkMs(), plan.toString());
    int only = synthesizer.onlyFrames();
    if (only > 0) {
      assertEquals(only, plan.synthesised());
      return;
    }
    assertTrue(plan.synthesised() <= plan.heard(), plan.toString());
    // What the flow sees before the first frame that is put out.
    int past = plan.synthesised() - plan.chunk() - plan.tail();
    assertTrue(past >= Synthesizer.FLOW_REACH, plan.toString());
    // A window that no graph refuses.
    synthesizer.open(plan.synthesised(), plan.decoded(), 0).close();
  }
}
