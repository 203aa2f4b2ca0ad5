package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.onnx.RvcSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of one RVC voice: its own, a graph or a checkpoint, and those that it needs. Methods
 * that look for a file throw if it is in doubt. For one thread.
 */
public final class RvcFiles {

  private final Companions companions;
  private final RvcNotes notes;
  private final Supplier<VoiceFacts> look;
  private @Nullable VoiceFacts facts;

  private RvcFiles(Companions companions, Supplier<VoiceFacts> look) {
    this.companions = companions;
    this.look = look;
    notes = companions.notes();
  }

  static RvcFiles graph(GraphFile voice, RvcNotes notes, Shelf own, Shelf root) {
    return new RvcFiles(new Companions(voice.path(), notes, own, root), () -> VoiceFacts.of(voice));
  }

  static RvcFiles checkpoint(Path voice, RvcNotes notes, Shelf own, Shelf root) {
    return new RvcFiles(
        new Companions(voice, notes, own, root), () -> VoiceFacts.ofCheckpoint(voice));
  }

  /** The voice's own file. */
  public Path voice() {
    return companions.voice();
  }

  /** What a person calls it, if anybody says so. */
  public Optional<String> name() {
    return notes.name();
  }

  /** How it is to be run. */
  public RvcSettings settings() {
    return notes.settings();
  }

  /**
   * What its file says.
   *
   * @throws ModelException if it is broken, no voice, or must not be loaded
   */
  VoiceFacts facts() {
    VoiceFacts known = facts;
    if (known == null) {
      known = look.get();
      facts = known;
    }
    return known;
  }

  /** The encoder, as far as files tell: what fits, the surest first. */
  List<Path> encoders() {
    return companions.encoders(facts().channels());
  }

  /**
   * The encoder.
   *
   * @param options how graphs are run; where no file tells its width, they are loaded to see
   * @throws ModelException if there is none that fits
   */
  public Path encoder(OnnxOptions options) {
    return companions.encoder(facts().channels(), options);
  }

  /**
   * The pitch model, the best there is.
   *
   * @return empty if the voice has no pitch, or makebeliv's own tracker is to find it
   * @throws ModelException if {@code voice.json} names one that is not there
   */
  public Optional<Path> pitchModel() {
    return facts().pitched() ? companions.pitchModel() : Optional.empty();
  }

  /**
   * The index of the voice's recordings, which lies in its own folder.
   *
   * @return empty if it has none
   * @throws ModelException if it is in doubt which one is meant, or {@code voice.json} names one
   *     that is not there
   */
  public Optional<Path> index() {
    return companions.index();
  }
}
