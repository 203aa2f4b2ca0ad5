package io.makebeliv.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.SyntheticSpeech;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.ambience.Ambience;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.effect.Compressor;
import io.makebeliv.effect.Effect;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.effect.Equalizer;
import io.makebeliv.effect.NoiseGate;
import io.makebeliv.effect.Reverb;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.fluctuation.Variation;
import io.makebeliv.inference.PitchRange;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.mcadams.McAdamsSettings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole voices in one file each. */
final class PresetTest {

  @TempDir private Path folder;

  private Path file(String json) throws IOException {
    Path file = folder.resolve("voice.json");
    Files.writeString(file, json);
    return file;
  }

  private String mistake(String json) throws IOException {
    Path file = file(json);
    String message =
        Objects.requireNonNull(
            assertThrows(PresetException.class, () -> Preset.load(file)).getMessage());
    String start = "The preset " + file + " cannot be used: ";
    assertTrue(message.startsWith(start), message);
    return message.substring(start.length());
  }

  static Stream<String> bundled() {
    return Preset.bundled().stream();
  }

  @Test
  void sixAreBundled() {
    assertEquals(6, Preset.bundled().size());
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void aBundledPresetIsSavedAndLoadedAsItIs(String name) {
    Preset preset = Preset.bundled(name);
    assertEquals(name, preset.name());
    assertFalse(preset.description().isBlank());
    Path file = folder.resolve("saved.json");
    preset.save(file);
    assertEquals(preset, Preset.load(file));
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void aBundledPresetSpeaks(String name) {
    try (VoiceConverter converter = VoiceConverter.builder().preset(Preset.bundled(name)).build()) {
      float[] speech = spoken(48_000, 48_000);
      float[] voice = converter.convert(speech, 48_000);
      double in = rms(speech);
      double out = rms(voice);
      assertTrue(out > in / 6 && out < in * 3, name + ": " + out + " for " + in);
    }
  }

  /** As loud as people speak. */
  private static float[] spoken(int frames, int rate) {
    float[] speech = SyntheticSpeech.sentence(frames, rate, 5);
    float gain = (float) (0.08 / rms(speech));
    for (int i = 0; i < frames; i++) {
      speech[i] *= gain;
    }
    return speech;
  }

  private static double rms(float[] samples) {
    double sum = 0;
    for (float x : samples) {
      sum += x * x;
    }
    return Math.sqrt(sum / samples.length);
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertEquals(
        "There is no preset 'gaint'. Did you mean 'giant'?",
        assertThrows(PresetException.class, () -> Preset.bundled("gaint")).getMessage());
    Path missing = folder.resolve("none.json");
    assertEquals(
        "No such preset: " + missing + ".",
        assertThrows(PresetException.class, () -> Preset.load(missing)).getMessage());
  }

  @Test
  void aByteOrderMarkIsNoMistake() throws IOException {
    String json = "{\"makebeliv\": 1, \"name\": \"x\"}";
    assertEquals(Preset.load(file(json)), Preset.load(file("\uFEFF" + json)));
  }

  @Test
  void whatIsLongIsCutWhereItIsQuoted() throws IOException {
    String key = "x".repeat(500);
    String mistake = mistake("{\"makebeliv\": 1, \"name\": \"x\", \"" + key + "\": 1}");
    assertTrue(mistake.startsWith("'" + "x".repeat(40) + "...' is not a known key."), mistake);
    assertFalse(mistake.contains("x".repeat(41)), mistake);
    String value = mistake("{\"makebeliv\": 1, \"name\": \"x\", \"backend\": \"" + key + "\"}");
    assertFalse(value.contains("x".repeat(41)), value);
  }

  @Test
  void chainsWithinChainsAreSavedAsTheyAreHeard() {
    Preset giant = Preset.bundled("giant");
    Preset nested = with(giant, EffectChain.of(EffectChain.of(Reverb.room()), Compressor.voice()));
    Path saved = folder.resolve("saved.json");
    nested.save(saved);
    assertEquals(
        with(giant, EffectChain.of(Reverb.room(), Compressor.voice())), Preset.load(saved));
  }

  private static Preset with(Preset plain, EffectChain effects) {
    return new Preset(
        plain.name(),
        plain.description(),
        plain.voice(),
        plain.pitch(),
        plain.formant(),
        plain.robot(),
        plain.range(),
        plain.fluctuation(),
        plain.input(),
        effects,
        plain.ambience());
  }

  @Test
  void manyWhoSaveAtATimeDoNotMeet() throws IOException {
    Path saved = folder.resolve("saved.json");
    List<Preset> presets = Preset.bundled().stream().map(Preset::bundled).toList();
    Stream.iterate(0, i -> i + 1)
        .limit(120)
        .parallel()
        .forEach(
            i -> {
              presets.get(i % presets.size()).save(saved);
              assertTrue(presets.contains(Preset.load(saved)));
            });
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(saved), left.toList(), "nothing is left behind");
    }
  }

  @Test
  void aRangeIsReadAndWritten() throws IOException {
    Preset preset =
        Preset.load(file("{\"makebeliv\": 1, \"name\": \"x\", \"range\": {\"medianHz\": 190}}"));
    assertEquals(new PitchRange(190, 0), preset.range());
    Path saved = folder.resolve("saved.json");
    preset.save(saved);
    assertEquals(preset, Preset.load(saved));
    try (VoiceConverter converter = VoiceConverter.builder().preset(preset).build()) {
      assertEquals(new VoiceSettings(0, 1.1, 0, preset.range()), converter.settings());
    }
    assertTrue(
        mistake("{\"makebeliv\": 1, \"name\": \"x\", \"range\": {\"medianHz\": 20}}")
            .startsWith("range: the median of a pitch range must be from 50 to 600 Hz"));
    assertTrue(
        mistake(
                "{\"makebeliv\": 1, \"name\": \"x\", \"robot\": 110, \"range\": {\"medianHz\": 190}}")
            .contains("leave out one of them"));
  }

  @Test
  void everythingSaidIsRead() throws IOException {
    Preset preset =
        Preset.load(
            file(
                """
                {
                  "makebeliv": 1,
                  "name": "mine",
                  "description": "A test.",
                  "backend": "mcadams",
                  "settings": {"alpha": 0.8},
                  "fluctuation": {"like": "lively", "vibratoCents": 20, "level": {"deviation": 0.3}},
                  "input": [{"effect": "noise-gate", "thresholdDb": -48}],
                  "effects": [
                    {"effect": "compressor"},
                    {"effect": "equalizer", "bands": [
                      {"kind": "low-shelf", "frequencyHz": 200, "gainDb": -3, "q": 0.7}
                    ]}
                  ],
                  "ambience": {"sound": "cafe", "levelDb": -50, "duckingDb": 6}
                }
                """));
    Fluctuation lively = Fluctuation.lively();
    Variation level = lively.level();
    assertEquals(
        new Preset(
            "mine",
            "A test.",
            VoiceChoice.modelFree("mcadams", new McAdamsSettings(0.8)),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            PitchRange.OWN,
            lively
                .withVibrato(20)
                .withLevel(
                    new Variation(
                        0.3, level.bound(), level.shortestSeconds(), level.longestSeconds())),
            EffectChain.of(
                new NoiseGate(
                    -48,
                    NoiseGate.quietRoom().hysteresisDb(),
                    NoiseGate.quietRoom().holdMs(),
                    NoiseGate.quietRoom().attackMs(),
                    NoiseGate.quietRoom().releaseMs())),
            EffectChain.of(
                Compressor.voice(),
                new Equalizer(List.of(new Equalizer.Band(Equalizer.Kind.LOW_SHELF, 200, -3, 0.7)))),
            Ambience.cafe().levelDb(-50).duckingDb(6)),
        preset);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|the document has no 'makebeliv', which is needed.",
        "{'makebeliv': 2, 'tone': 1}|makebeliv: it is the preset's schema, and this makebeliv knows"
            + " 1; a newer one is needed.",
        "{'makebeliv': 0}|makebeliv: it is the preset's schema, and this makebeliv knows 1; there is"
            + " none before it, write 1.",
        "{'makebeliv': 1}|the document has no 'name', which is needed.",
        "{'makebeliv': 1, 'name': 'x', 'efects': []}|'efects' is not a known key. Did you mean"
            + " 'effects'?",
        "{'makebeliv': 1, 'name': 'x', 'pitch': 'high'}|pitch must be a number, was \"high\".",
        "{'makebeliv': 1, 'name': 'x', 'pitch': 99}|the document: pitch must be from -24 to +24"
            + " semitones, was 99.0.",
        "{'makebeliv': 1, 'name': 'x', 'backend': 'pitchshft'}|backend is 'pitchshft', which is not"
            + " known. Did you mean 'pitchshift'?",
        "{'makebeliv': 1, 'name': 'x', 'backend': 'pitchshift', 'settings': {}}|settings: the"
            + " backend 'pitchshift' has none.",
        "{'makebeliv': 1, 'name': 'x', 'settings': {}}|settings: they are those of a backend; name"
            + " it.",
        "{'makebeliv': 1, 'name': 'x', 'backend': 'mcadams', 'settings': {'alpha': 1}}|settings:"
            + " alpha must be 0.5 to 0.9 or 1.1 to 1.3 (near 1 the voice would stay as it is), was"
            + " 1.0.",
        "{'makebeliv': 1, 'name': 'x', 'model': 'a.onnx', 'backend': 'mcadams'}|backend: a voice"
            + " with a model has its backend from there; leave it out.",
        "{'makebeliv': 1, 'name': 'x', 'fluctuation': 'lovely'}|fluctuation is 'lovely', which is"
            + " not known. Did you mean 'lively'?",
        "{'makebeliv': 1, 'name': 'x', 'effects': [{'effect': 'revreb'}]}|effects[0].effect is"
            + " 'revreb', which is not known. Did you mean 'reverb'?",
        "{'makebeliv': 1, 'name': 'x', 'effects': [{'effect': 'reverb', 'secs': 1}]}|'secs' in"
            + " effects[0] is not a known key. Did you mean 'seconds'?",
        "{'makebeliv': 1, 'name': 'x', 'ambience': 'pub'}|ambience is 'pub', which is not known."
            + " There are: none, cafe, street, room, white, pink, brown.",
        "{'makebeliv': 1, 'name': 'x', 'ambience': {'sound': 'cafe', 'levelDb': -40,"
            + " 'belowVoiceDb': 20}}|ambience.levelDb: the level is said twice; leave this or"
            + " belowVoiceDb out.",
      })
  void aMistakeIsNamedWithItsPlace(String json, String message) throws IOException {
    assertEquals(message, mistake(json.replace('\'', '"')));
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    Path file = folder.resolve("voice.json");
    Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    assertEquals(
        file + " is no preset: it is not text in UTF-8.",
        assertThrows(PresetException.class, () -> Preset.load(file)).getMessage());
    Files.write(file, new byte[2 << 20]);
    assertTrue(
        Objects.requireNonNull(
                assertThrows(PresetException.class, () -> Preset.load(file)).getMessage())
            .endsWith("is no preset: it has more than 1048576 bytes."));
  }

  @Test
  void aLoopIsFoundBesideThePreset() throws IOException {
    Path wav = folder.resolve("rain.wav");
    try (AudioSink sink = AudioFiles.create(wav, 16_000)) {
      float[] noise = new float[16_000];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = i % 7 * 0.01f;
      }
      sink.write(noise, 0, noise.length);
      sink.end();
    }
    Preset preset =
        Preset.load(
            file(
                """
                {"makebeliv": 1, "name": "x", "ambience": {"sound": "rain.wav", "belowVoiceDb": 20}}
                """));
    Path saved = folder.resolve("again.json");
    preset.save(saved);
    assertTrue(Files.readString(saved).contains("\"sound\": \"rain.wav\""));
    assertEquals(preset, Preset.load(saved));
  }

  @Test
  void anEffectOfTheApplicationsOwnIsNotWrittenAndNothingIsLost() throws IOException {
    Effect own = (sampleRate, seed) -> (samples, offset, frames, position) -> {};
    Preset giant = Preset.bundled("giant");
    Preset preset =
        new Preset(
            "x",
            "",
            giant.voice(),
            giant.pitch(),
            giant.formant(),
            giant.robot(),
            giant.range(),
            giant.fluctuation(),
            giant.input(),
            EffectChain.of(Reverb.room(), own),
            giant.ambience());
    Path file = file("kept");
    String message =
        Objects.requireNonNull(
            assertThrows(PresetException.class, () -> preset.save(file)).getMessage());
    assertTrue(message.startsWith("A preset file cannot describe the effect"), message);
    assertEquals("kept", Files.readString(file, StandardCharsets.UTF_8));
  }

  @Test
  void aPresetIsAppliedToARunningSessionWithoutAClick() throws Exception {
    int rate = 48_000;
    try (VoiceConverter converter =
            VoiceConverter.builder().preset(Preset.bundled("giant")).build();
        VoiceSession session = converter.openSession(rate)) {
      float[] speech = spoken(6 * rate, rate);
      float[] voice = new float[speech.length];
      CompletableFuture<Void> applied = CompletableFuture.completedFuture(null);
      for (int done = 0; done < speech.length; done += 480) {
        if (done == rate * 2) {
          applied = session.apply(Preset.bundled("elf"));
        }
        // Slower than the fastest, so that the voice that is opened meanwhile is heard in time.
        if (done % (rate / 10) == 0) {
          Thread.sleep(5);
        }
        session.process(speech, done, voice, done, 480);
      }
      for (int i = 0; i < 500 && !applied.isDone(); i++) {
        Thread.sleep(10);
        session.process(new float[480], 0, new float[480], 0, 480);
      }
      applied.get();
      assertEquals(6, session.settings().pitchSemitones());
      double before = mostBent(voice, rate / 2, 2 * rate);
      double during = mostBent(voice, 2 * rate, 3 * rate);
      double after = mostBent(voice, 3 * rate, 6 * rate);
      assertTrue(during < 1.5 * Math.max(before, after), before + ", " + during + ", " + after);
    }
  }

  /** The greatest second difference: what a click has most of. */
  private static double mostBent(float[] samples, int from, int to) {
    double most = 0;
    for (int i = from + 2; i < to; i++) {
      most = Math.max(most, Math.abs(samples[i] - 2 * samples[i - 1] + samples[i - 2]));
    }
    return most;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rain", "cafe", "back\\slash.wav", "rain.2"})
  void aRecordingOfAnyNameComesBack(String name) throws IOException {
    Assumptions.assumeTrue(name.indexOf('\\') < 0 || File.separatorChar == '/');
    Path recording = folder.resolve("x.wav");
    try (AudioSink sink = AudioFiles.create(recording, 48_000)) {
      sink.write(SyntheticSpeech.sentence(4800, 48_000, 1), 0, 4800);
      sink.end();
    }
    Files.move(recording, folder.resolve(name));
    Preset plain = Preset.bundled("elf");
    Preset preset =
        new Preset(
            name,
            "",
            plain.voice(),
            plain.pitch(),
            plain.formant(),
            plain.robot(),
            plain.range(),
            plain.fluctuation(),
            plain.input(),
            plain.effects(),
            Ambience.loop(folder.resolve(name)));
    Path file = folder.resolve("saved.json");
    preset.save(file);
    assertEquals(preset, Preset.load(file));
  }

  @Test
  void aNumberBeyondAllMeasureIsAMistakeLikeOthers() throws IOException {
    assertEquals(
        "it has a number that is beyond all measure, at $.pitch",
        mistake("{\"makebeliv\": 1, \"name\": \"x\", \"pitch\": 1e99999999999}"));
  }

  @Test
  void aRobotAtNoPitchFollowsTheSpeakerLiveAsFromTheStart() throws IOException {
    Preset preset = Preset.load(file("{\"makebeliv\": 1, \"name\": \"x\", \"robot\": 0}"));
    try (VoiceConverter converter = VoiceConverter.builder().preset(preset).build()) {
      assertEquals(converter.settings(), preset.settings(converter.backend().defaults()));
    }
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path file = folder.resolve("voice.json");
    Path link = folder.resolve("link.json");
    Preset.bundled("elf").save(file);
    Files.createSymbolicLink(link, file);
    Preset.bundled("giant").save(link);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(Preset.bundled("giant"), Preset.load(file));
  }
}
