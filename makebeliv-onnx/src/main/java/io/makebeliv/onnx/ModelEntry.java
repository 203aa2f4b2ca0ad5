package io.makebeliv.onnx;

import java.nio.file.Path;
import java.util.List;

/**
 * A voice in a {@link ModelStore}, as its files describe it; nothing of it is loaded. Texts are
 * empty and numbers 0 where they say nothing.
 *
 * @param name under which it is loaded: its folder's, or its file's without the ending
 * @param file the voice's own file; its folder where that is not clear
 * @param kind what kind of model it is
 * @param layout how its graph is laid out
 * @param sampleRate of what comes out, Hz
 * @param version {@code v1} or {@code v2} for voices of RVC
 * @param pitched whether it follows a pitch
 * @param speakers how many voices it holds
 * @param encoder the content encoder that it will use
 * @param pitchModel what will find the pitch
 * @param index the index of its recordings
 * @param bytes size of the voice's own file
 * @param problems why it cannot be used, a sentence each; empty if nothing speaks against it
 */
public record ModelEntry(
    String name,
    Path file,
    ModelKind kind,
    String layout,
    int sampleRate,
    String version,
    boolean pitched,
    int speakers,
    String encoder,
    String pitchModel,
    String index,
    long bytes,
    List<String> problems) {

  /**
   * Makes the lists immutable.
   *
   * @param name under which it is loaded
   * @param file the voice's own file
   * @param kind what kind of model it is
   * @param layout how its graph is laid out
   * @param sampleRate of what comes out, Hz
   * @param version of RVC
   * @param pitched whether it follows a pitch
   * @param speakers how many voices it holds
   * @param encoder the content encoder that it will use
   * @param pitchModel what will find the pitch
   * @param index the index of its recordings
   * @param bytes size of the voice's own file
   * @param problems why it cannot be used
   */
  public ModelEntry {
    problems = List.copyOf(problems);
  }

  /**
   * Says whether its files are all there and look sound. Only loading shows whether they are.
   *
   * @return whether there are no problems
   */
  public boolean usable() {
    return problems.isEmpty();
  }
}
