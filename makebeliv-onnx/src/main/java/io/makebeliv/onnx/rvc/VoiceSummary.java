package io.makebeliv.onnx.rvc;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.ModelFile;
import java.util.Map;

/**
 * What the file of an RVC voice says of it, before it is loaded.
 *
 * @param title what it is called there, or empty
 * @param layout who laid its graph out so
 * @param channels width of the content features, or 0 if it does not say
 * @param pitched whether it wants the pitch
 * @param speakers how many voices it holds, or 0 if it does not say
 * @param sampleRate of its output in Hz, or 0 if it does not say
 * @param half whether it is of half precision
 */
public record VoiceSummary(
    String title,
    String layout,
    int channels,
    boolean pitched,
    int speakers,
    int sampleRate,
    boolean half) {

  private static final Map<Layout.Kind, String> CUT =
      Map.of(
          Layout.Kind.SKIP_AND_RETURN, "streaming (skip, return)",
          Layout.Kind.SKIP, "streaming (skip)",
          Layout.Kind.RATE, "streaming (rate)",
          Layout.Kind.FIXED, "streaming (fixed)",
          Layout.Kind.CARRIED, "streaming (carried)");

  /**
   * Reads it.
   *
   * @throws ModelException if its layout is none that is known
   */
  public static VoiceSummary of(ModelFile file) {
    Layout layout = Layout.of(file.name(), file.inputs(), file.metadata());
    VoiceNotes notes = VoiceNotes.of(file.name(), file.metadata());
    boolean webUi = layout.get(Role.FEATURES).name().equals("phone");
    return new VoiceSummary(
        notes.title(),
        CUT.getOrDefault(layout.kind(), webUi ? "WebUI" : "VC client"),
        Math.max(0, layout.channels() > 0 ? layout.channels() : notes.channels()),
        layout.pitched(),
        notes.speakers(),
        notes.sampleRate(),
        layout.get(Role.FEATURES).type() == ElementType.FLOAT16);
  }

  /** The version of RVC, in two letters, or its features where there is no such version. */
  public String version() {
    return switch (channels) {
      case 0 -> "?";
      case 256 -> "v1";
      case 768 -> "v2";
      default -> channels + " features";
    };
  }
}
