package io.makebeliv.preset;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.makebeliv.ambience.Ambience;
import io.makebeliv.audio.AudioException;
import io.makebeliv.json.JsonException;
import io.makebeliv.json.JsonPlace;
import io.makebeliv.json.RecordJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The ambience of a preset: a text with its name, or an object that says more. */
final class AmbienceJson {

  private static final List<String> NAMES =
      List.of("none", "cafe", "street", "room", "white", "pink", "brown");

  private static final String SOUND = "sound";
  private static final String BELOW = "belowVoiceDb";
  private static final String LEVEL = "levelDb";
  private static final String DUCKING = "duckingDb";
  private static final List<String> KEYS = List.of(SOUND, BELOW, LEVEL, DUCKING);

  private AmbienceJson() {}

  static Ambience read(Optional<JsonPlace> place, Path folder) throws JsonException {
    if (place.isEmpty()) {
      return Ambience.none();
    }
    JsonPlace found = place.get();
    if (found.isText()) {
      return sound(found, folder);
    }
    found.expectObject(KEYS);
    Ambience ambience = sound(found.get(SOUND), folder);
    Optional<JsonPlace> below = found.find(BELOW);
    Optional<JsonPlace> level = found.find(LEVEL);
    Optional<JsonPlace> ducking = found.find(DUCKING);
    if (below.isPresent() && level.isPresent()) {
      throw level.get().bad("the level is said twice; leave this or %s out".formatted(BELOW));
    }
    try {
      if (below.isPresent()) {
        ambience = ambience.belowVoiceDb(below.get().number());
      }
      if (level.isPresent()) {
        ambience = ambience.levelDb(level.get().number());
      }
      return ducking.isPresent() ? ambience.duckingDb(ducking.get().number()) : ambience;
    } catch (IllegalArgumentException e) {
      throw found.bad(String.valueOf(e.getMessage()));
    }
  }

  /** A name, or the name of a recording. */
  private static Ambience sound(JsonPlace place, Path folder) throws JsonException {
    String text = place.text();
    if (!isFile(text)) {
      return Ambience.named(place.oneOf(NAMES));
    }
    try {
      return Ambience.loop(folder.resolve(text));
    } catch (AudioException | IllegalArgumentException e) {
      throw place.bad(String.valueOf(e.getMessage()));
    }
  }

  static Optional<JsonObject> write(Ambience ambience, Path folder) {
    if (ambience.isNone()) {
      return Optional.empty();
    }
    JsonObject object = new JsonObject();
    object.add(SOUND, new JsonPrimitive(name(ambience, folder)));
    object.add(ambience.relative() ? BELOW : LEVEL, RecordJson.number(ambience.db()));
    object.add(DUCKING, RecordJson.number(ambience.duckingDb()));
    return Optional.of(object);
  }

  private static boolean isFile(String text) {
    return text.contains(".") || text.contains("/");
  }

  private static String name(Ambience ambience, Path folder) {
    if (NAMES.contains(ambience.name())) {
      return ambience.name();
    }
    return ambience
        .file()
        .map(file -> PresetJson.seenFrom(folder, file))
        .map(seen -> isFile(seen) ? seen : "./" + seen)
        .orElseThrow(
            () ->
                new PresetException(
                    "A preset file cannot hold an ambience made of samples; save them as a WAV file and loop that."));
  }
}
