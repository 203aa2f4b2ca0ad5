package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Backends;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.rvc.ToyEncoder;
import io.makebeliv.onnx.rvc.ToyPitch;
import io.makebeliv.onnx.rvc.ToySynthesizer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models of all kinds that cannot be used, through every door: the file and the cause are named,
 * and somebody who is speaking goes on speaking with the voice there was.
 */
@Timeout(60)
final class BadModelsTest {

  private static final int RATE = 16_000;
  private static final int BLOCK = 160;

  private static final ToySynthesizer VOICE =
      ToySynthesizer.of("phone phone_lengths pitch pitchf ds rnd");
  private static final ToyEncoder ENCODER = ToyEncoder.of("source").giving("embed", 768);

  @TempDir Path models;

  private interface Spoiling {
    void in(Path folder) throws IOException;
  }

  /**
   * Something that is wrong with the folder of a voice.
   *
   * @param file what is to be named
   * @param cause what is to be said
   */
  private record Bad(String name, String file, String cause, Spoiling spoiling) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bad> bad() {
    return Stream.of(
        new Bad("cut off", "voice.onnx", "cut off", folder -> halve(folder.resolve("voice.onnx"))),
        new Bad(
            "text",
            "voice.onnx",
            "no ONNX model",
            folder -> Files.writeString(folder.resolve("voice.onnx"), "Once upon a time")),
        new Bad("2 GB", "voice.onnx", "2 GB", folder -> enlarge(folder.resolve("voice.onnx"))),
        new Bad(
            "pictures", "voice.onnx", "is no voice", folder -> write(folder, filter(1, 3, 64, 64))),
        new Bad("stereo", "voice.onnx", "is no voice", folder -> write(folder, filter(1, 2, 320))),
        new Bad(
            "custom operator",
            "voice.onnx",
            "my.ops",
            folder ->
                write(
                    folder,
                    filter(1, 1, 320).domain("my.ops").node("my.ops", "Magic", "audio", "m"))),
        new Bad(
            "unknown operator",
            "voice.onnx",
            "could not be loaded",
            folder -> write(folder, filter(1, 1, 320).node("Magic", "audio", "m"))),
        new Bad(
            "weights elsewhere",
            "voice.onnx",
            "../../weights.bin",
            folder -> write(folder, filter(1, 1, 320).externalWeight("w", "../../weights.bin", 4))),
        new Bad(
            "weights missing",
            "voice.onnx",
            "weights.bin",
            folder -> write(folder, filter(1, 1, 320).externalWeight("w", "weights.bin", 4))),
        new Bad(
            "voice of NaN",
            "voice.onnx",
            "puts out NaN",
            folder -> VOICE.scaled(Float.NaN).toy().write(folder.resolve("voice.onnx"))),
        new Bad(
            "encoder of NaN",
            "encoder.onnx",
            "puts out NaN",
            folder -> ENCODER.scaled(Float.NaN).toy().write(folder.resolve("encoder.onnx"))),
        new Bad(
            "wrong length",
            "voice.onnx",
            "no whole number of samples a frame",
            folder -> VOICE.longer(3).toy().write(folder.resolve("voice.onnx"))),
        new Bad(
            "no encoder",
            "voice.onnx",
            "needs a content encoder with 768 features",
            folder -> Files.delete(folder.resolve("encoder.onnx"))),
        new Bad(
            "encoder cut off",
            "voice.onnx",
            "needs a content encoder with 768 features",
            folder -> halve(folder.resolve("encoder.onnx"))),
        new Bad(
            "encoder of another width",
            "encoder.onnx",
            "needs a content encoder with 768 features",
            folder ->
                ToyEncoder.of("source")
                    .giving("embed", 256)
                    .toy()
                    .write(folder.resolve("encoder.onnx"))),
        new Bad(
            "pitch model of another length",
            "pitch.onnx",
            "or a pitch for each",
            folder ->
                ToyPitch.of("mel")
                    .giving("pitchf", ToyPitch.Out.TOO_MANY)
                    .toy()
                    .write(folder.resolve("pitch.onnx"))),
        new Bad(
            "no index",
            "added_voice.index",
            "is no faiss index",
            folder -> Files.writeString(folder.resolve("added_voice.index"), "no index")),
        new Bad(
            "no speaker",
            "voice.onnx",
            "speaker must be from 0 to 1, was 99",
            folder ->
                Files.writeString(
                    folder.resolve("voice.json"),
                    "{\"makebeliv\": 1, \"kind\": \"rvc\", \"speaker\": 99}")),
        new Bad(
            "a checkpoint cut off",
            "voice.pth",
            "cut off",
            folder -> {
              Files.delete(folder.resolve("voice.onnx"));
              Path file = folder.resolve("voice.pth");
              Files.copy(RvcFiles.golden("tiny-v2-40k-f0.pth"), file);
              halve(file);
            }));
  }

  private static void halve(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
  }

  private static void enlarge(Path file) throws IOException {
    try (RandomAccessFile big = new RandomAccessFile(file.toFile(), "rw")) {
      big.setLength((1L << 31) + 1);
    }
  }

  private static TestGraph filter(Object... shape) {
    return new TestGraph()
        .input("audio", TestGraph.FLOAT, shape)
        .output("converted", TestGraph.FLOAT, shape)
        .node("Neg", "audio", "converted")
        .metadata("sample_rate", "16000");
  }

  /** A streaming model, which needs nothing beside it. */
  private static void write(Path folder, TestGraph graph) throws IOException {
    Files.delete(folder.resolve("encoder.onnx"));
    graph.write(folder.resolve("voice.onnx"));
  }

  private Path sound(String name) throws IOException {
    Path folder = Files.createDirectory(models.resolve(name));
    HotSwapTest.small(1).writeTo(folder.resolve("voice.onnx"));
    ENCODER.toy().write(folder.resolve("encoder.onnx"));
    return folder;
  }

  @ParameterizedTest
  @MethodSource("bad")
  void areNamed(Bad bad) throws IOException {
    Path folder = sound("anna");
    bad.spoiling.in(folder);
    assertSaid(bad, assertThrows(ModelException.class, () -> Backends.load(folder)));
    ModelStore store = ModelStore.open(models);
    assertSaid(bad, assertThrows(ModelException.class, () -> store.load("anna")));
    assertEquals("anna", store.list().get(0).name());
  }

  @Test
  void whoeverSpeaksGoesOnSpeaking() throws Exception {
    try (InferenceBackend box = RvcVoice.inTheBox();
        VoiceConverter converter =
            VoiceConverter.builder().backend(box).fluctuation(Fluctuation.off()).build();
        VoiceSession session = converter.openSession(RATE)) {
      for (Bad bad : bad().toList()) {
        Path folder = sound(bad.name);
        bad.spoiling.in(folder);
        CompletableFuture<Void> swap = session.swap(folder);
        assertSpeaks(session, swap);
        ExecutionException failure = assertThrows(ExecutionException.class, swap::get, bad.name);
        assertSaid(bad, assertInstanceOf(ModelException.class, failure.getCause()));
      }
      assertEquals(0, session.statistics().swaps());
      CompletableFuture<Void> swap = session.swap(sound("sound"));
      assertSpeaks(session, swap);
      swap.get();
      assertEquals(1, session.statistics().swaps());
    }
  }

  private static void assertSaid(Bad bad, ModelException e) {
    String said = String.valueOf(e.getMessage());
    assertTrue(said.contains(bad.file), said);
    assertTrue(said.contains(bad.cause), said);
    assertEquals(1, said.lines().count(), said);
  }

  /** Until it is done, and for a second more, nothing is muted and nothing is silent. */
  private static void assertSpeaks(VoiceSession session, CompletableFuture<Void> done)
      throws InterruptedException {
    float[] hum = new float[BLOCK];
    double power = 0;
    int rest = RATE;
    for (int n = 0; rest > 0; n += BLOCK) {
      for (int i = 0; i < BLOCK; i++) {
        hum[i] = (float) (0.3 * Math.sin(2 * Math.PI * 150 * (n + i) / RATE));
      }
      session.process(hum, 0, hum, 0, BLOCK);
      if (done.isDone()) {
        rest -= BLOCK;
        for (float sample : hum) {
          power += rest < RATE / 2 ? sample * sample : 0;
        }
      } else {
        Thread.sleep(1);
      }
    }
    assertTrue(power > 1, "power: " + power);
    assertTrue(session.statistics().mutedFrames().isEmpty(), session.statistics()::toString);
  }
}
