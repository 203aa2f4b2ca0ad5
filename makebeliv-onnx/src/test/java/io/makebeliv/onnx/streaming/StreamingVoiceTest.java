package io.makebeliv.onnx.streaming;

import static io.makebeliv.onnx.streaming.ToyVoices.filter;
import static io.makebeliv.onnx.streaming.ToyVoices.filtered;
import static io.makebeliv.onnx.streaming.ToyVoices.forgetful;
import static io.makebeliv.onnx.streaming.ToyVoices.noise;
import static io.makebeliv.onnx.streaming.ToyVoices.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.makebeliv.Backends;
import io.makebeliv.MuteReason;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.onnx.ExecutionProvider;
import io.makebeliv.onnx.OnnxProvider;
import io.makebeliv.onnx.OnnxVoice;
import io.makebeliv.onnx.TestGraph;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streaming models: what is carried from chunk to chunk, and what comes out. */
final class StreamingVoiceTest {

  @TempDir Path folder;

  private OnnxVoice open(TestGraph graph, String... notes) {
    return new OnnxProvider().open(write(graph, notes));
  }

  private Path write(TestGraph graph, String... notes) {
    say(notes);
    return graph.write(folder.resolve("voice.onnx"));
  }

  private void say(String... notes) {
    try {
      Files.deleteIfExists(folder.resolve("voice.json"));
      if (notes.length > 0) {
        Files.writeString(
            folder.resolve("voice.json"), "{\"version\": 1, " + String.join(", ", notes) + "}");
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void refused(TestGraph graph, String message, String... notes) {
    ModelException e = assertThrows(ModelException.class, () -> open(graph, notes).close());
    assertTrue(String.valueOf(e.getMessage()).contains(message), e::getMessage);
  }

  @ParameterizedTest
  @CsvSource({
    "ctx, ctx_next",
    "ctx, new_ctx",
    "state, stateN",
    "h, hn",
    "ctx, ctx_out",
    "ctx_in, ctx_out",
    "input_3, tf_op_layer_stack_2"
  })
  void chunksWithTheirStateAreTheWhole(String state, String next) {
    float[] signal = noise(4000);
    try (OnnxVoice voice = open(filter(state, next, 80))) {
      assertArrayEquals(filtered(signal, 0), run(voice, signal), 1e-5f);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 160, 800})
  void anyChunkGivesTheSameWhereTheModelLeavesItOpen(int chunk) {
    float[] signal = noise(5600);
    try (OnnxVoice voice = open(filter("ctx", "ctx_next", "T"), "\"chunk\": " + chunk)) {
      assertArrayEquals(filtered(signal, 0), run(voice, signal), 1e-5f);
    }
  }

  @Test
  void aDroppedStateIsHeard() {
    float[] signal = noise(4000);
    try (OnnxVoice voice =
        open(filter("ctx", "ctx_next", 80), "\"constants\": {\"ctx\": 0}", "\"context\": 0")) {
      float[] output = run(voice, signal);
      float[] whole = filtered(signal, 0);
      assertEquals(whole[79], output[79], 1e-5f);
      assertTrue(Math.abs(whole[80] - output[80]) > 1e-3f);
    }
  }

  @Test
  void statesMayBeginWithOtherThanZeros() {
    String notes = "\"states\": {\"ctx\": {\"initial\": [0, 0, 0, 2]}}";
    try (OnnxVoice voice = open(filter("ctx", "ctx_next", 80), notes)) {
      float[] output = run(voice, new float[80]);
      assertEquals(2 * ToyVoices.KERNEL[1], output[0], 1e-6f);
      assertEquals(0, output[4]);
    }
    refused(
        filter("ctx", "ctx_next", 80),
        "has 4 elements, but 3 values were given",
        "\"states\": {\"ctx\": {\"initial\": [0, 0, 2]}}");
  }

  @Test
  void contextIsGivenAgainAndTheDelayOfTheModelIsReported() {
    // Looks four frames back: the first output belongs to the fifth frame of the window.
    float[] signal = noise(4160);
    try (OnnxVoice voice = open(forgetful(212, 208, 0, 0))) {
      assertEquals(208, format(voice).inputStep());
      assertArrayEquals(filtered(signal, 0), run(voice, signal), 1e-5f);
    }
    // More context than it looks back delays.
    try (OnnxVoice voice =
        open(lateBy(28), "\"output\": \"wav\"", "\"delay\": 28", "\"context\": 32")) {
      assertEquals(28, format(voice).latency());
      float[] output = run(voice, ToyVoices.impulse(416));
      assertEquals(ToyVoices.KERNEL[0], output[28], 1e-6f);
      assertEquals(0, output[27]);
    }
  }

  /** Reads its window from the begin, so that the output is late by what it does not use. */
  private static TestGraph lateBy(int frames) {
    int window = 208 + KERNEL_MEMORY + frames;
    return forgetful(window, window - KERNEL_MEMORY, 0, 0)
        .output("wav", TestGraph.FLOAT, 1, 1, 208)
        .weight("zero", new long[] {0}, 1)
        .weight("end", new long[] {208}, 1)
        .weight("axis", new long[] {2}, 1)
        .node("Slice", "converted zero end axis", "wav");
  }

  private static final int KERNEL_MEMORY = ToyVoices.KERNEL.length - 1;

  private static StepFormat format(InferenceBackend voice) {
    try (BackendSession session = voice.openSession(new StreamContext(16000, 1))) {
      return session.format();
    }
  }

  @Test
  void aModelWithoutMemoryRunsOnWindowsThatAreJoined() {
    float[] signal = noise(6400);
    // Pads before: every output is as if the stream began with the window.
    TestGraph causal = forgetful("T", "T", KERNEL_MEMORY, 0);
    try (OnnxVoice voice =
        open(causal, "\"chunk\": 160", "\"context\": 300", "\"crossfade\": 40")) {
      assertEquals(40, format(voice).latency());
      assertArrayEquals(filtered(signal, 40), run(voice, signal), 1e-5f);
    }
    // Looks ahead by four frames, which are waited for.
    TestGraph centred = forgetful("T", "T", 0, KERNEL_MEMORY);
    try (OnnxVoice voice =
        open(centred, "\"chunk\": 160", "\"context\": 300", "\"crossfade\": 40", "\"future\": 4")) {
      assertEquals(44, format(voice).latency());
      float[] ahead = new float[signal.length];
      System.arraycopy(filtered(signal, 40), 0, ahead, 0, ahead.length);
      assertArrayEquals(ahead, run(voice, signal), 1e-5f);
    }
    try (OnnxVoice voice = open(causal)) {
      assertEquals(new StepFormat(16000, 16000, 320, 320, 80), format(voice));
      assertArrayEquals(filtered(signal, 80), run(voice, signal), 1e-5f);
    }
    try (OnnxVoice voice = open(forgetful(1280, 1280, KERNEL_MEMORY, 0))) {
      assertEquals(new StepFormat(16000, 16000, 320, 320, 80), format(voice));
    }
  }

  @Test
  void theHostCountsWhereTheModelAsksForIt() {
    TestGraph counting =
        filter("ctx", "ctx_next", 80)
            .input("offset", TestGraph.INT64)
            .output("y", TestGraph.FLOAT, 1, 1, 80)
            .node("Cast", "offset", "count", TestGraph.integer("to", TestGraph.FLOAT))
            .node("Add", "converted count", "y");
    refused(counting, "it is not clear what to give to offset int64[]", "\"output\": \"y\"");
    try (OnnxVoice voice =
        open(
            counting,
            "\"output\": \"y\"",
            "\"counters\": {\"offset\": {\"start\": 3, \"step\": 4}}")) {
      float[] output = run(voice, new float[240]);
      assertEquals(3, output[0]);
      assertEquals(7, output[80]);
      assertEquals(11, output[239]);
    }
  }

  @Test
  void aCounterStaysAtTheEndOfItsRange() {
    TestGraph counting =
        filter("ctx", "ctx_next", 80)
            .input("offset", TestGraph.INT32, 1)
            .output("y", TestGraph.FLOAT, 1, 1, 80)
            .node("Cast", "offset", "count", TestGraph.integer("to", TestGraph.FLOAT))
            .node("Add", "converted count", "y");
    for (int sign : new int[] {1, -1}) {
      String counter =
          "\"counters\": {\"offset\": {\"start\": %d, \"step\": %d}}"
              .formatted(sign * 2147483520L, sign * 9007199254740992L);
      try (OnnxVoice voice = open(counting, "\"output\": \"y\"", counter)) {
        float[] output = run(voice, new float[80 * 1200]);
        assertEquals(sign * 2147483520f, output[0]);
        assertEquals(sign * 0x1p31f, output[80]);
        assertEquals(sign * 0x1p31f, output[output.length - 1]);
      }
    }
  }

  @Test
  void sizesOfNoUseAreRefusedWithTheirFile() {
    refused(inverse(1L << 40), "voice.onnx: its window would be");
    refused(inverse("T"), "voice.onnx: its window would be", "\"context\": 4194304");
    refused(
        inverse(80)
            .input("h", TestGraph.FLOAT, 1, 1L << 36)
            .output("hn", TestGraph.FLOAT, 1, 1L << 36)
            .node("Identity", "h", "hn"),
        "voice.onnx: nothing can be given to h float[1,68719476736]");
    refused(
        inverse(80).input("spk", 8, 1).output("spkN", 8, 1).node("Identity", "spk", "spkN"),
        "voice.onnx: nothing can be given to spk other[1]");
    TestGraph empty =
        new TestGraph()
            .input("audio", TestGraph.FLOAT, 80)
            .output("converted", TestGraph.FLOAT, "n")
            .weight("limit", new float[] {0.5f}, 1)
            .node("Greater", "audio limit", "loud")
            .node("Compress", "audio loud", "converted")
            .metadata("sample_rate", "16000");
    refused(empty, "of a window of 80 frames it makes 0 frames");
  }

  private static TestGraph inverse(Object frames) {
    return new TestGraph()
        .input("audio", TestGraph.FLOAT, 1, 1, frames)
        .output("converted", TestGraph.FLOAT, 1, 1, frames)
        .node("Neg", "audio", "converted")
        .metadata("sample_rate", "16000");
  }

  @Test
  void noiseIsAFunctionOfSeedAndPlace() {
    TestGraph noisy =
        filter("ctx", "ctx_next", 80)
            .input("rnd", TestGraph.FLOAT, 1, 1, 80)
            .output("y", TestGraph.FLOAT, 1, 1, 80)
            .node("Add", "converted rnd", "y");
    float[] silence = new float[80 * 200];
    try (OnnxVoice voice = open(noisy, "\"output\": \"y\"");
        BackendSession session = voice.openSession(new StreamContext(16000, 7));
        BackendSession other = voice.openSession(new StreamContext(16000, 8))) {
      float[] first = run(session, silence, 0);
      double power = 0;
      for (float sample : first) {
        power += sample * sample;
      }
      assertEquals(1, power / first.length, 0.05);
      session.reset();
      assertArrayEquals(first, run(session, silence, 0));
      session.reset();
      float[] later = run(session, Arrays.copyOf(silence, 800), 800);
      assertArrayEquals(Arrays.copyOfRange(first, 800, 1600), later);
      assertFalse(Arrays.equals(first, run(other, silence, 0)));
    }
    try (OnnxVoice voice = open(noisy, "\"output\": \"y\"", "\"noise\": {\"rnd\": 0}")) {
      assertArrayEquals(new float[160], run(voice, new float[160]));
    }
  }

  @Test
  void whatNeverChangesIsGivenOnce() {
    TestGraph speaking =
        filter("ctx", "ctx_next", 80)
            .input("sr", TestGraph.INT64)
            .input("spk", TestGraph.FLOAT, 1, 3)
            .output("y", TestGraph.FLOAT, 1, 1, 80)
            .weight("sum", new float[] {1, 10, 100}, 3, 1)
            .node("MatMul", "spk sum", "person")
            .node("Cast", "sr", "rate", TestGraph.integer("to", TestGraph.FLOAT))
            .node("Add", "converted person", "a")
            .node("Add", "a rate", "y");
    refused(speaking, "it is not clear what to give to spk float[1,3]", "\"output\": \"y\"");
    try (OnnxVoice voice =
        open(speaking, "\"output\": \"y\"", "\"constants\": {\"spk\": [1, 2, 3]}")) {
      assertEquals(16321, run(voice, new float[80])[5]);
    }
  }

  @Test
  void graphsAreChained() {
    say("\"graphs\": [\"one.onnx\", \"two.onnx\"]");
    Path one =
        new TestGraph()
            .input("audio", TestGraph.FLOAT, 1, 80)
            .output("bn", TestGraph.FLOAT, 1, "frames", 8)
            .weight("shape", new long[] {1, 10, 8}, 3)
            .node("Reshape", "audio shape", "bn")
            .metadata("sample_rate", "16000")
            .write(folder.resolve("one.onnx"));
    new TestGraph()
        .input("bn", TestGraph.FLOAT, 1, "frames", 8)
        .input("sum", TestGraph.FLOAT, 1, 1)
        .output("wav", TestGraph.FLOAT, 1, "n")
        .output("sum_next", TestGraph.FLOAT, 1, 1)
        .weight("flat", new long[] {1, 80}, 2)
        .weight("half", new float[] {0.5f}, 1)
        .weight("first", new long[] {0}, 1)
        .node("Reshape", "bn flat", "back")
        .node("Add", "back sum", "wav")
        .node("Gather", "back first", "f", TestGraph.integer("axis", 1))
        .node("Add", "sum f", "sum_next")
        .write(folder.resolve("two.onnx"));
    float[] signal = noise(240);
    for (Path path : new Path[] {one, folder}) {
      try (OnnxVoice voice = new OnnxProvider().open(path)) {
        float[] output = run(voice, signal);
        assertEquals(signal[5], output[5]);
        assertEquals(signal[85] + signal[0], output[85], 1e-6f);
        assertEquals(signal[170] + signal[0] + signal[80], output[170], 1e-6f);
      }
    }
  }

  @Test
  void llvcIsUnderstoodAsItComes() {
    TestGraph llvc =
        new TestGraph()
            .input("audio", TestGraph.FLOAT, "batch", 1, 240)
            .output("converted", TestGraph.FLOAT, "batch", 1, 208)
            .metadata("sample_rate", "16000")
            .weight("zero", new long[] {0}, 1)
            .weight("end", new long[] {208}, 1)
            .weight("axis", new long[] {2}, 1)
            .node("Slice", "audio zero end axis", "converted");
    state(llvc, "enc_buf", "batch", 512, 510);
    state(llvc, "dec_buf", "batch", 2, 13, 256);
    state(llvc, "out_buf", "batch", 512, 4);
    state(llvc, "convnet_pre_ctx", "batch", 1, 24);
    try (OnnxVoice voice = open(llvc, "\"name\": \"Somebody\"", "\"delay\": 32")) {
      assertEquals(new StepFormat(16000, 16000, 208, 208, 32), format(voice));
      assertEquals("Somebody, a streaming model on cpu", voice.description());
      assertEquals(ExecutionProvider.CPU, voice.provider());
      float[] output = run(voice, ToyVoices.impulse(416));
      assertEquals(1, output[32]);
    }
  }

  private static void state(TestGraph graph, String name, Object... shape) {
    graph
        .input(name, TestGraph.FLOAT, shape)
        .output(name + "_next", TestGraph.FLOAT, shape)
        .node("Identity", name, name + "_next");
  }

  @Test
  void whatIsInDoubtIsRefused() {
    TestGraph twins =
        filter("a", "one", 80)
            .input("b", TestGraph.FLOAT, 1, 1, 4)
            .output("two", TestGraph.FLOAT, 1, 1, 4)
            .node("Identity", "b", "two");
    refused(twins, "it is not clear what to give to a float[1,1,4], b float[1,1,4]");
    try (OnnxVoice voice = open(twins, "\"states\": {\"a\": \"one\", \"b\": \"two\"}")) {
      assertEquals(80, format(voice).inputStep());
    }
    refused(
        filter("ctx", "ctx_next", 80)
            .output("ctx_out", TestGraph.FLOAT, 1, 1, 4)
            .node("Identity", "ctx", "ctx_out"),
        "ctx float[1,1,4] could come out as any of ctx_next float[1,1,4], ctx_out");
    refused(
        filter("ctx", "other", 80)
            .output("ctx_next", TestGraph.FLOAT, 1, 1, 80)
            .node("Identity", "audio", "ctx_next"),
        "they are not of one shape");
    refused(
        filter("ctx", "ctx_next", 80),
        "the model has no input 'cxt'. Did you mean 'ctx'?",
        "\"states\": {\"cxt\": \"ctx_next\"}");
    refused(
        filter("ctx", "ctx_next", 80),
        "comes out as 'converted', which is no free output",
        "\"output\": \"converted\"",
        "\"states\": {\"ctx\": \"converted\"}");
  }

  /** As DTLN and GTCRN come; samples in their place would sound, but wrong. */
  @Test
  void spectraAreNotTakenForSamples() {
    TestGraph bands =
        new TestGraph()
            .input("input_2", TestGraph.FLOAT, 1, 1, 257)
            .input("input_3", TestGraph.FLOAT, 1, 2, 128, 2)
            .output("activation_2", TestGraph.FLOAT, 1, 1, 257)
            .output("tf_op_layer_stack_2", TestGraph.FLOAT, 1, 2, 128, 2)
            .node("Sigmoid", "input_2", "activation_2")
            .node("Identity", "input_3", "tf_op_layer_stack_2");
    refused(
        bands,
        "the input input_2 float[1,1,257] is as long as the spectrum of 512 samples",
        "\"sampleRate\": 16000");
    refused(
        bands,
        "the output activation_2 float[1,1,257] is as long",
        "\"sampleRate\": 16000",
        "\"input\": \"input_2\"");
    try (OnnxVoice voice =
        open(
            bands,
            "\"sampleRate\": 16000",
            "\"input\": \"input_2\"",
            "\"output\": \"activation_2\"")) {
      assertEquals(257, format(voice).inputStep());
    }
    refused(
        new TestGraph()
            .input("mix", TestGraph.FLOAT, 1, 257, 1, 2)
            .input("conv_cache", TestGraph.FLOAT, 2, 1, 16, 16, 33)
            .output("enh", TestGraph.FLOAT, 1, 257, 1, 2)
            .output("conv_cache_out", TestGraph.FLOAT, 2, 1, 16, 16, 33)
            .node("Identity", "mix", "enh")
            .node("Identity", "conv_cache", "conv_cache_out"),
        "there is no audio input along one axis, as samples are and spectra are not. It has",
        "\"sampleRate\": 16000");
  }

  @Test
  void openDimensionsThatNothingTellsAreAskedFor() {
    TestGraph open =
        new TestGraph()
            .input("audio", TestGraph.FLOAT, "b", "T")
            .input("h", TestGraph.FLOAT, 2, "b", "width")
            .output("y", TestGraph.FLOAT, "b", "T")
            .output("hn", TestGraph.FLOAT, 2, "b", "width")
            .node("Neg", "audio", "y")
            .node("Identity", "h", "hn")
            .metadata("sample_rate", "16000");
    refused(open, "dimension 2 of h float[2,1,width] is left open");
    try (OnnxVoice voice = open(open, "\"dimensions\": {\"width\": 128}")) {
      assertEquals(new StepFormat(16000, 16000, 320, 320, 0), format(voice));
    }
  }

  @Test
  void ratesMayDiffer() {
    TestGraph upwards =
        new TestGraph()
            .input("audio", TestGraph.FLOAT, 1, 1, 160)
            .input("h", TestGraph.FLOAT, 1)
            .output("y", TestGraph.FLOAT, 1, 1, 480)
            .output("hn", TestGraph.FLOAT, 1)
            .node("Concat", "audio audio audio", "y", TestGraph.integer("axis", 2))
            .node("Identity", "h", "hn");
    refused(upwards, "does not say its sample rate");
    try (OnnxVoice voice = open(upwards, "\"inputRate\": 16000", "\"outputRate\": 48000")) {
      assertEquals(new StepFormat(16000, 48000, 160, 480, 0), format(voice));
    }
    refused(upwards, "of a window of 160 frames", "\"sampleRate\": 16000", "\"chunk\": 160");
  }

  @Test
  void aResetForgetsEverything() {
    float[] signal = noise(800);
    try (OnnxVoice voice = open(filter("ctx", "ctx_next", 80));
        BackendSession session = voice.openSession(new StreamContext(16000, 7))) {
      float[] first = run(session, signal, 0);
      // An odd number of steps leaves the states in each other's places.
      run(session, Arrays.copyOf(signal, 80), 800);
      session.reset();
      assertArrayEquals(first, run(session, signal, 0));
    }
  }

  @Test
  void sessionsAreIndependentAndCloseTwice() {
    float[] signal = noise(800);
    try (OnnxVoice voice = open(filter("ctx", "ctx_next", 80))) {
      BackendSession one = voice.openSession(new StreamContext(16000, 7));
      BackendSession two = voice.openSession(new StreamContext(16000, 7));
      float[] expected = run(one, signal, 0);
      one.close();
      one.close();
      assertArrayEquals(expected, run(two, signal, 0));
      two.close();
      assertThrows(
          ModelException.class,
          () -> two.convert(new float[80], new float[80], new StepControls(80)));
    }
  }

  @Test
  void aStepAllocatesOnlyWhatTheBindingDoes() {
    try (OnnxVoice voice = open(filter("ctx", "ctx_next", 80));
        BackendSession session = voice.openSession(new StreamContext(16000, 7));
        StageTwin bare = StageTwin.of(folder.resolve("voice.onnx"))) {
      float[] input = noise(80);
      float[] output = new float[80];
      StepControls controls = new StepControls(80);
      // In turns: what the compiler takes away at one call it may leave at the other for a while.
      long ours = Long.MAX_VALUE;
      long theirs = Long.MAX_VALUE;
      for (int turn = 0; turn < 4; turn++) {
        ours = Math.min(ours, allocated(() -> session.convert(input, output, controls)));
        theirs = Math.min(theirs, allocated(bare::run));
      }
      assertEquals(theirs, ours);
      Arrays.fill(input, 0);
      assertEquals(theirs, allocated(() -> session.convert(input, output, controls)));
    }
  }

  private static long allocated(Runnable run) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < 1000; i++) {
        run.run();
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    return least / 1000;
  }

  @Test
  void whatFadesInSilenceBecomesZero() {
    // A state that is halved in every step, and heard enlarged.
    TestGraph fading =
        new TestGraph()
            .input("audio", TestGraph.FLOAT, 1, 80)
            .input("s", TestGraph.FLOAT, 1, 1)
            .output("y", TestGraph.FLOAT, 1, 80)
            .output("s_next", TestGraph.FLOAT, 1, 1)
            .weight("half", new float[] {0.5f}, 1)
            .weight("much", new float[] {0x1p100f}, 1)
            .weight("first", new long[] {0}, 1)
            .node("Mul", "s half", "faded")
            .node("Gather", "audio first", "f", TestGraph.integer("axis", 1))
            .node("Add", "faded f", "s_next")
            .node("Mul", "faded much", "loud")
            .node("Add", "audio loud", "y")
            .metadata("sample_rate", "16000");
    try (OnnxVoice voice = open(fading)) {
      float[] output = run(voice, ToyVoices.impulse(80 * 140));
      // Step 127 makes 2^-127 of the least normal number; there it ends.
      assertEquals(0x1p-27f, output[127 * 80]);
      assertEquals(0, output[128 * 80]);
    }
  }

  @Test
  void pitchCannotBeAskedFor() {
    try (OnnxVoice voice = open(filter("ctx", "ctx_next", 80))) {
      voice.check(voice.defaults());
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> voice.check(new VoiceSettings(4, 1)));
      assertTrue(String.valueOf(e.getMessage()).contains("cannot be moved"), e::getMessage);
    }
  }

  @Test
  void aVoiceIsFoundAndRunsInASessionOfAnyRate() {
    TestGraph rectifier =
        filter("ctx", "ctx_next", 80)
            .output("y", TestGraph.FLOAT, 1, 1, 80)
            .node("Abs", "converted", "y");
    Path file = write(rectifier, "\"output\": \"y\"");
    try (InferenceBackend voice = Backends.load(file);
        VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
        VoiceSession session = converter.openSession(48000)) {
      float[] input = noise(48000);
      float[] output = new float[48000];
      session.process(input, 0, output, 0, input.length);
      assertTrue(session.statistics().mutedFrames().isEmpty(), session.statistics()::toString);
      double power = 0;
      for (float sample : output) {
        power += sample * sample;
      }
      assertTrue(power > 100, "silence");
    }
  }

  @Test
  void weightsThatAreNoNumbersAreNotOpened() {
    TestGraph broken =
        filter("ctx", "ctx_next", 80)
            .output("y", TestGraph.FLOAT, 1, 1, 80)
            .weight("nan", new float[] {Float.NaN}, 1)
            .node("Mul", "converted nan", "y");
    ModelException e =
        assertThrows(ModelException.class, () -> open(broken, "\"output\": \"y\"").close());
    assertTrue(String.valueOf(e.getMessage()).contains("voice.onnx puts out NaN"), e::getMessage);
  }

  @Test
  void aModelThatBreaksLaterIsSilence() {
    // The root of what is left of a thousand steps.
    TestGraph broken =
        filter("ctx", "ctx_next", 80)
            .input("n", TestGraph.INT64)
            .output("y", TestGraph.FLOAT, 1, 1, 80)
            .weight("thousand", new long[] {1000})
            .node("Sub", "thousand n", "left")
            .node("Cast", "left", "f", TestGraph.integer("to", TestGraph.FLOAT))
            .node("Sqrt", "f", "root")
            .node("Div", "root root", "one")
            .node("Abs", "converted", "loud")
            .node("Mul", "loud one", "y");
    try (InferenceBackend voice = open(broken, "\"output\": \"y\"", "\"counters\": {\"n\": {}}");
        VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
        VoiceSession session = converter.openSession(16000)) {
      float[] input = noise(1100 * 80);
      float[] output = new float[input.length];
      session.process(input, 0, output, 0, input.length);
      assertTrue(session.statistics().mutedFrames(MuteReason.NOT_FINITE) > 0);
      for (float sample : output) {
        assertTrue(Math.abs(sample) <= 1);
      }
    }
  }

  @Test
  void rvcIsNotTakenForAStreamingModel() {
    refused(
        new TestGraph()
            .input("feats", TestGraph.FLOAT, 1, "T", 768)
            .output("audio", TestGraph.FLOAT, 1, 1, "N")
            .node("Identity", "feats", "audio"),
        "no RVC voice of a known layout");
  }
}
