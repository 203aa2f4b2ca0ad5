package io.makebeliv.preset;

import io.makebeliv.ambience.Ambience;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.PitchRange;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.json.JsonDocument;
import io.makebeliv.json.JsonException;
import io.makebeliv.json.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A whole voice: which one converts, where pitch and formants go, how it varies, what is done to it
 * and what is heard behind it. One JSON file holds one; {@code docs/presets.md} describes it.
 *
 * <pre>{@code
 * VoiceConverter converter = VoiceConverter.builder().preset(Preset.bundled("giant")).build();
 * }</pre>
 *
 * @param name what it is called
 * @param description what it sounds like, in one line
 * @param voice which voice converts
 * @param pitch pitch shift in semitones, -24 to 24; empty for the voice's own
 * @param formant factor on the formant frequencies, 0.5 to 2; empty for the voice's own
 * @param robot a pitch in Hz that the voice keeps whatever the speaker does, 50 to 600; empty, or
 *     0, to follow the speaker
 * @param range a range of pitch onto which the speaker's is mapped; {@link PitchRange#OWN} for none
 * @param fluctuation how much the voice varies by itself
 * @param input what is done to the speaker's voice before it is converted, a gate for example
 * @param effects what is done to the converted voice
 * @param ambience what is heard behind it
 */
public record Preset(
    String name,
    String description,
    VoiceChoice voice,
    OptionalDouble pitch,
    OptionalDouble formant,
    OptionalDouble robot,
    PitchRange range,
    Fluctuation fluctuation,
    EffectChain input,
    EffectChain effects,
    Ambience ambience) {

  private static final List<String> BUNDLED =
      List.of("giant", "elf", "neighbour", "radio", "robot", "cavern");

  private static final AtomicLong SAVES = new AtomicLong();

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Larger files are no presets. */
  private static final int MOST_BYTES = 1 << 20;

  /**
   * Checks that everything is there. Ranges are checked where the values are used.
   *
   * @param name what it is called
   * @param description what it sounds like
   * @param voice which voice converts
   * @param pitch semitones, or empty
   * @param formant ratio, or empty
   * @param robot Hz, or empty
   * @param range where the speaker's melody goes, or {@link PitchRange#OWN}
   * @param fluctuation how much the voice varies
   * @param input what is done before converting
   * @param effects what is done after converting
   * @param ambience what is heard behind
   */
  public Preset {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(voice, "voice");
    Objects.requireNonNull(fluctuation, "fluctuation");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(effects, "effects");
    Objects.requireNonNull(ambience, "ambience");
    PresetJson.checkRanges(pitch, formant, robot, range);
  }

  /**
   * Names the presets that come with makebeliv.
   *
   * @return their names, for {@link #bundled}
   */
  public static List<String> bundled() {
    return BUNDLED;
  }

  /**
   * Returns a preset that comes with makebeliv.
   *
   * @param name one of {@link #bundled()}
   * @return the preset
   * @throws PresetException if there is none with this name
   */
  public static Preset bundled(String name) {
    if (!BUNDLED.contains(name)) {
      throw new PresetException(
          "There is no preset '%s'. %s".formatted(name, Suggestion.of(name, BUNDLED)));
    }
    String file = name + ".json";
    try (InputStream in = Preset.class.getResourceAsStream(file)) {
      byte[] text = Objects.requireNonNull(in, file).readAllBytes();
      return PresetJson.read(
          JsonDocument.parse(new String(text, StandardCharsets.UTF_8)), Path.of(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JsonException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a preset.
   *
   * @param file a JSON file; the files that it names are looked for beside it
   * @return the preset
   * @throws PresetException if the file cannot be read, or says something that it should not: the
   *     message says where and what is expected
   */
  public static Preset load(Path file) {
    try {
      return PresetJson.read(JsonDocument.parse(text(file)), folder(file));
    } catch (JsonException e) {
      throw new PresetException(
          "The preset %s cannot be used: %s".formatted(file, e.getMessage()), e);
    } catch (NoSuchFileException e) {
      throw new PresetException("No such preset: " + file + ".", e);
    } catch (CharacterCodingException e) {
      throw new PresetException(file + " is no preset: it is not text in UTF-8.", e);
    } catch (IOException e) {
      throw new PresetException("Could not read the preset %s (%s).".formatted(file, e), e);
    }
  }

  /** Reads no more than is needed to see that it is too much: a device has no size. */
  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new PresetException(
            "%s is no preset: it has more than %d bytes.".formatted(file, MOST_BYTES));
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // Some editors begin files with it.
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of("") : parent;
  }

  /**
   * Says where pitch and formants go.
   *
   * @param own the settings of the voice, for what the preset leaves to it
   * @return settings to be checked by the voice
   */
  public VoiceSettings settings(VoiceSettings own) {
    return own.choose(pitch, formant, robot.orElse(VoiceSettings.NO_TARGET), range);
  }

  /**
   * Writes the preset. The file appears when it is complete; if anything fails, whatever was there
   * stays.
   *
   * @param file the JSON file to write or replace
   * @throws PresetException if it cannot be written, or holds an effect of the application's own,
   *     which a file cannot describe
   */
  public void save(Path file) {
    String text = toJson(folder(file));
    try {
      // Where the name is a link, it stays one, and what it leads to is replaced.
      Path target = Files.exists(file) ? file.toRealPath() : file;
      write(text, target);
    } catch (IOException e) {
      throw new PresetException("Could not write the preset %s (%s).".formatted(file, e), e);
    }
  }

  /** Through a file of its own beside the target, which nobody else who saves writes to. */
  private static void write(String text, Path target) throws IOException {
    Path part;
    do {
      String key = ProcessHandle.current().pid() + "-" + SAVES.incrementAndGet();
      part = folder(target).resolve("." + target.getFileName() + "." + key + ".part");
    } while (Files.exists(part));
    try {
      Files.writeString(part, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      move(part, target);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private String toJson(Path folder) {
    return JsonDocument.print(PresetJson.write(this, folder));
  }
}
