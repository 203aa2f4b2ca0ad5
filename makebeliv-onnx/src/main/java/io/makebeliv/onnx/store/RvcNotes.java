package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import io.makebeliv.json.JsonDocument;
import io.makebeliv.json.JsonException;
import io.makebeliv.json.JsonPlace;
import io.makebeliv.json.RecordJson;
import io.makebeliv.onnx.RvcSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code voice.json} says of an RVC voice; all but its first two keys may be left out. The
 * file is described in {@code docs/rvc.md}.
 *
 * @param name what a person calls the voice
 * @param voice the voice's own file
 * @param encoder the content encoder
 * @param pitchModel what finds the pitch, {@link #OWN_PITCH} for makebeliv's own
 * @param index the index of its recordings
 * @param settings how it is run
 */
record RvcNotes(
    Optional<String> name,
    Optional<String> voice,
    Optional<String> encoder,
    Optional<String> pitchModel,
    Optional<String> index,
    RvcSettings settings) {

  static final String FILE = "voice.json";
  static final String OWN_PITCH = "makebeliv";

  /** Where there is no such file. */
  static final RvcNotes NONE =
      new RvcNotes(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          RvcSettings.defaults());

  private static final long BIGGEST = 1L << 20;

  /**
   * Reads the file in a folder.
   *
   * @return empty if there is none, or it says nothing of RVC: then it is a streaming model's
   * @throws ModelException if anything in it is not as described; the message says where
   */
  static Optional<RvcNotes> in(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > BIGGEST) {
        throw new ModelException("%s is bigger than %d bytes.".formatted(file, BIGGEST));
      }
      JsonPlace top = JsonDocument.parse(Files.readString(file));
      return top.value().isJsonObject() && top.find("kind").isPresent()
          ? Optional.of(read(top))
          : Optional.empty();
    } catch (JsonException e) {
      throw new ModelException("%s: %s".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new ModelException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static RvcNotes read(JsonPlace top) throws JsonException {
    top.get("kind").oneOf(List.of("rvc"));
    JsonPlace version = top.get("makebeliv");
    if (version.wholeNumber() != 1) {
      throw version.bad("must be 1, which is all that this release knows");
    }
    RvcSettings settings =
        RecordJson.read(
            top,
            RvcSettings.defaults(),
            "makebeliv",
            "kind",
            "name",
            "voice",
            "encoder",
            "pitchModel",
            "index");
    return new RvcNotes(
        text(top, "name"),
        text(top, "voice"),
        text(top, "encoder"),
        text(top, "pitchModel"),
        text(top, "index"),
        settings);
  }

  private static Optional<String> text(JsonPlace top, String key) throws JsonException {
    Optional<JsonPlace> place = top.find(key);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    String text = place.get().text();
    if (text.isBlank()) {
      throw place.get().bad("must not be empty; leave it out");
    }
    return Optional.of(text);
  }
}
