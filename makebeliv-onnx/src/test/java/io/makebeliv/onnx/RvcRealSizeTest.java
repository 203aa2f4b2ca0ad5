package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.management.OperatingSystemMXBean;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.checkpoint.TestCheckpoint;
import io.makebeliv.onnx.compile.HubertCompiler;
import io.makebeliv.onnx.compile.HubertConfig;
import io.makebeliv.onnx.compile.Parameters;
import io.makebeliv.onnx.compile.Running;
import io.makebeliv.onnx.compile.Trained;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Model;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Networks of the sizes that people have, of synthetic weights: 28 million in the voice, 95 million
 * in the encoder. Writes half a gigabyte, so only where figures are wanted.
 */
@EnabledIfSystemProperty(named = "makebeliv.figures", matches = "true")
final class RvcRealSizeTest {

  private static final RvcSettings SETTINGS = RvcSettings.defaults();

  @TempDir private Path folder;

  @Test
  void aVoiceAndAnEncoderAreLoadedAndRun() throws IOException {
    Path voice = TestCheckpoint.realVoice(folder.resolve("voice.pth"), RvcRealSizeTest::scale);
    Path encoder = encoder(folder.resolve("hubert.safetensors"));
    System.out.printf(
        "voice.pth %d MB, hubert.safetensors %d MB%n",
        Files.size(voice) / 1_000_000, Files.size(encoder) / 1_000_000);
    for (int round = 0; round < 3; round++) {
      resetPeak();
      long start = cpu();
      Trained.Voice trained = (Trained.Voice) Trained.open(voice);
      Model windowed = trained.streaming(Numbers.FP32);
      long compiled = cpu();
      try (RvcVoice loaded = RvcVoice.from(voice).encoder(encoder).settings(SETTINGS).load()) {
        long all = cpu();
        System.out.printf(
            "round %d: voice read and compiled %d ms, voice and encoder loaded %d ms, heap %d MB%n",
            round, (compiled - start), all - compiled, peak());
        assertTrue(Math.abs(windowed.weightBytes() - 27_514_690L * 4) < 4000);
        if (round == 2) {
          run(loaded);
        }
      }
    }
    dynamicAgainstFixed(encoder);
  }

  /** Alone, so that each has its own time. */
  @Test
  void eachByItself() throws IOException {
    Path voice = TestCheckpoint.realVoice(folder.resolve("voice.pth"), RvcRealSizeTest::scale);
    Path encoder = encoder(folder.resolve("hubert.safetensors"));
    OnnxOptions options = OnnxOptions.defaults();
    for (int round = 0; round < 3; round++) {
      long start = cpu();
      new NetworkFile(voice, options).voice(false).load().close();
      long between = cpu();
      new NetworkFile(encoder, options).encoder(768).load().close();
      long end = cpu();
      System.out.printf(
          "round %d: voice %d ms, encoder %d ms (CPU, graph ready, no trial run)%n",
          round, between - start, end - between);
    }
  }

  private static void run(RvcVoice voice) {
    long start = cpu();
    try (BackendSession session = voice.openSession(new StreamContext(16_000, 1))) {
      long opened = cpu();
      int in = session.format().inputStep();
      float[] speech = RvcFiles.speech(in);
      float[] out = new float[session.format().outputStep()];
      StepControls controls = new StepControls(in);
      session.convert(speech, out, controls);
      long first = cpu();
      int steps = 10;
      for (int i = 0; i < steps; i++) {
        controls.position(controls.position() + in);
        session.convert(speech, out, controls);
      }
      long done = cpu();
      for (float sample : out) {
        assertTrue(Float.isFinite(sample));
      }
      System.out.printf(
          "session opened %d ms, first step %d ms, then %d ms a step of %d ms (CPU)%n",
          opened - start, first - opened, (done - first) / steps, SETTINGS.chunkMs());
    }
  }

  /** One second of an encoder that takes any length, and of one made for that. */
  private static void dynamicAgainstFixed(Path encoder) {
    Trained.Encoder trained = (Trained.Encoder) Trained.open(encoder);
    int samples = 16 * (SETTINGS.contextMs() + SETTINGS.chunkMs());
    HubertCompiler compiler =
        new HubertCompiler(trained.config(), Parameters.of(trained.weights()));
    float[] wave = RvcFiles.speech(samples);
    try (Running open = Running.of(compiler.features(12, false, 0));
        Running fixed = Running.of(compiler.features(12, false, samples))) {
      long[] spent = new long[2];
      for (int round = 0; round < 8; round++) {
        for (int which = 0; which < 2; which++) {
          long start = cpu();
          (which == 0 ? open : fixed).with("source", wave, 1, samples).run();
          spent[which] += round == 0 ? 0 : cpu() - start;
        }
      }
      System.out.printf(
          "encoder over %d samples: any length %d ms, fixed length %d ms (CPU, mean of 7)%n",
          samples, spent[0] / 7, spent[1] / 7);
    }
  }

  private static float scale(String name) {
    boolean gain = name.endsWith("gamma") || name.endsWith("weight_g");
    return gain ? 0.5f : name.endsWith("weight_v") || name.endsWith("emb_g.weight") ? 0.1f : 0.01f;
  }

  /** The weights that the compiler asks for, as a safetensors file. */
  private static Path encoder(Path file) throws IOException {
    Map<String, FloatTensor> weights = new LinkedHashMap<>();
    Parameters synthetic = Parameters.synthetic(3);
    new HubertCompiler(
            HubertConfig.base(),
            (name, shape) -> {
              FloatTensor tensor = synthetic.take(name, shape);
              weights.put(name, tensor);
              return tensor;
            })
        .features(12, false, 0);
    weights.put("final_proj.weight", synthetic.take("final_proj.weight", 256, 768));
    weights.put("final_proj.bias", synthetic.take("final_proj.bias", 256));
    JsonObject header = new JsonObject();
    long offset = 0;
    for (Map.Entry<String, FloatTensor> weight : weights.entrySet()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", "F32");
      entry.add("shape", numbers(weight.getValue().shape()));
      long end = offset + 4L * weight.getValue().count();
      entry.add("data_offsets", numbers(offset, end));
      header.add(weight.getKey(), entry);
      offset = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padding = (8 - json.length % 8) % 8;
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.write(littleEndian(8).putLong(0, json.length + padding));
      out.write(ByteBuffer.wrap(json));
      out.write(ByteBuffer.wrap(" ".repeat(padding).getBytes(StandardCharsets.UTF_8)));
      for (FloatTensor tensor : weights.values()) {
        ByteBuffer bytes = littleEndian(4 * tensor.count());
        bytes.asFloatBuffer().put(tensor.values());
        out.write(bytes);
      }
    }
    return file;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static JsonArray numbers(long... values) {
    JsonArray array = new JsonArray();
    for (long value : values) {
      array.add(value);
    }
    return array;
  }

  private static long cpu() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1_000_000;
  }

  private static void resetPeak() {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  private static long peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum()
        >> 20;
  }
}
