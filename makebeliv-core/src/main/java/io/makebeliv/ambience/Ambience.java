package io.makebeliv.ambience;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.dsp.Chance;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which background sound goes with a converted voice, and how loud. It masks small artefacts, and
 * it is what is heard of a muted voice. Immutable.
 *
 * <p>All but the loop are generated and never repeat:
 *
 * <ul>
 *   <li>{@link #cafe()}: many talkers without meaning, near and far, crockery, a room
 *   <li>{@link #street()}: distant traffic, cars that pass, seldom a horn or a door
 *   <li>{@link #room()}: moving air and a slight hum of 50 Hz
 *   <li>{@link #white()}, {@link #pink()}, {@link #brown()}: noise that falls by 0, 3 and 6 dB an
 *       octave down to 20 Hz
 * </ul>
 *
 * The level is that of the sound over a long time (root mean square, all frequencies): café and
 * street are now louder, now softer.
 */
public final class Ambience {

  private static final double MOST_BELOW_DB = 80;
  private static final double LOUDEST_DB = -10;
  private static final double SOFTEST_DB = -90;
  private static final double MOST_DUCKING_DB = 40;
  private static final int LOWEST_RATE = 8000;
  private static final int HIGHEST_RATE = 96_000;

  /** What there is, and how far below the voice it is unless told otherwise. */
  private enum Kind {
    NONE(80),
    CAFE(26),
    STREET(28),
    ROOM(36),
    WHITE(42),
    PINK(38),
    BROWN(34),
    LOOP(28);

    private final double belowVoiceDb;

    Kind(double belowVoiceDb) {
      this.belowVoiceDb = belowVoiceDb;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final @Nullable Recording recording;
  private final boolean relative;
  private final double db;
  private final double duckingDb;

  private Ambience(
      Kind kind, @Nullable Recording recording, boolean relative, double db, double duckingDb) {
    this.kind = kind;
    this.recording = recording;
    this.relative = relative;
    this.db = db;
    this.duckingDb = duckingDb;
  }

  private static Ambience of(Kind kind, @Nullable Recording recording) {
    return new Ambience(kind, recording, true, kind.belowVoiceDb, 0);
  }

  /**
   * Adds nothing: the default.
   *
   * @return no ambience
   */
  public static Ambience none() {
    return of(Kind.NONE, null);
  }

  /**
   * Puts the voice into a café.
   *
   * @return 26 dB below the voice
   */
  public static Ambience cafe() {
    return of(Kind.CAFE, null);
  }

  /**
   * Puts the voice beside a street.
   *
   * @return 28 dB below the voice
   */
  public static Ambience street() {
    return of(Kind.STREET, null);
  }

  /**
   * Puts the voice into a quiet room.
   *
   * @return 36 dB below the voice
   */
  public static Ambience room() {
    return of(Kind.ROOM, null);
  }

  /**
   * Adds noise that is even over frequency.
   *
   * @return 42 dB below the voice
   */
  public static Ambience white() {
    return of(Kind.WHITE, null);
  }

  /**
   * Adds noise that falls by 3 dB an octave.
   *
   * @return 38 dB below the voice
   */
  public static Ambience pink() {
    return of(Kind.PINK, null);
  }

  /**
   * Adds noise that falls by 6 dB an octave.
   *
   * @return 34 dB below the voice
   */
  public static Ambience brown() {
    return of(Kind.BROWN, null);
  }

  /**
   * Adds a recording that goes round. It is brought to the level asked for; its end is crossfaded
   * with its beginning, half a second at equal power, or a quarter of it if that is shorter.
   *
   * @param samples mono, 10 ms to 2 minutes, not silent; copied
   * @param sampleRate of the samples, 8000 to 192 000 Hz
   * @return 28 dB below the voice
   * @throws IllegalArgumentException if the recording is too short or too long, silent, or holds
   *     something that is no number, or if the sample rate is out of range
   */
  public static Ambience loop(float[] samples, int sampleRate) {
    return of(Kind.LOOP, Recording.of(samples.clone(), sampleRate, "the loop"));
  }

  /**
   * Adds a recording from a file, which is read at once.
   *
   * @param wav a WAV file, or what else {@link AudioFiles#open} opens; channels are mixed
   * @return 28 dB below the voice
   * @throws AudioException if the file cannot be read
   * @throws IllegalArgumentException if what it holds is no loop, see {@link #loop(float[], int)}
   */
  public static Ambience loop(Path wav) {
    return of(Kind.LOOP, Recording.read(wav));
  }

  /**
   * Finds an ambience by its name.
   *
   * @param name of those without a file: none, cafe, street, room, white, pink or brown, in any
   *     case
   * @return that ambience as it is by default
   * @throws IllegalArgumentException if there is none of that name; the message lists them
   */
  public static Ambience named(String name) {
    String word = name.strip().toLowerCase(Locale.ROOT);
    for (Kind kind : Kind.values()) {
      if (kind != Kind.LOOP && kind.word().equals(word)) {
        return of(kind, null);
      }
    }
    String names =
        Stream.of(Kind.values())
            .filter(kind -> kind != Kind.LOOP)
            .map(Kind::word)
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException("no ambience is named '" + name + "'; there are " + names);
  }

  /**
   * Sets the level against the voice. The voice's running level counts, which holds through its
   * pauses; before it was heard, -26 dBFS. The ambience is never louder than -30 dBFS this way.
   *
   * @param db decibels below the voice, 0 to 80
   * @return the same but for that
   * @throws IllegalArgumentException if out of range
   */
  public Ambience belowVoiceDb(double db) {
    check("the level below the voice", db, 0, MOST_BELOW_DB, "dB");
    return new Ambience(kind, recording, true, db, duckingDb);
  }

  /**
   * Sets the level whatever the voice's.
   *
   * @param db level, dBFS (root mean square, full scale is 1), -90 to -10
   * @return the same but for that
   * @throws IllegalArgumentException if out of range
   */
  public Ambience levelDb(double db) {
    check("the level", db, SOFTEST_DB, LOUDEST_DB, "dBFS");
    return new Ambience(kind, recording, false, db, duckingDb);
  }

  /**
   * Sets how far the ambience goes down while the voice speaks. It comes back within a second.
   *
   * @param db decibels, 0 for not at all, at most 40
   * @return the same but for that
   * @throws IllegalArgumentException if out of range
   */
  public Ambience duckingDb(double db) {
    check("the ducking", db, 0, MOST_DUCKING_DB, "dB");
    return new Ambience(kind, recording, relative, this.db, db);
  }

  private static void check(String what, double db, double least, double most, String unit) {
    if (!(db >= least && db <= most)) {
      throw new IllegalArgumentException(
          "%s must be %.0f to %.0f %s, was %s".formatted(what, least, most, unit, db));
    }
  }

  /**
   * Returns the name.
   *
   * @return {@code "cafe"} and so on; {@code "loop"} for a recording
   */
  public String name() {
    return kind.word();
  }

  /**
   * Returns the file of a recording.
   *
   * @return what {@link #loop(Path)} was given; empty for all others
   */
  public Optional<Path> file() {
    return Optional.ofNullable(recording).map(Recording::file);
  }

  /**
   * Says whether there is nothing to add.
   *
   * @return true for {@link #none()}
   */
  public boolean isNone() {
    return kind == Kind.NONE;
  }

  /**
   * Says what {@link #db()} means.
   *
   * @return true if it is decibels below the voice, false if it is dBFS
   */
  public boolean relative() {
    return relative;
  }

  /**
   * Returns the level.
   *
   * @return decibels below the voice, or dBFS; see {@link #relative()}
   */
  public double db() {
    return db;
  }

  /**
   * Returns how far the ambience goes down while the voice speaks.
   *
   * @return decibels
   */
  public double duckingDb() {
    return duckingDb;
  }

  /**
   * Opens the ambience for a stream.
   *
   * @param sampleRate of the stream, 8000 to 96 000 Hz
   * @param seed of everything that is drawn; another seed is another place
   * @return a new stream, at rest
   * @throws IllegalArgumentException if the sample rate is out of range
   */
  public AmbienceStream open(int sampleRate, long seed) {
    if (sampleRate < LOWEST_RATE || sampleRate > HIGHEST_RATE) {
      throw new IllegalArgumentException(
          "an ambience has %d to %d Hz, not %d".formatted(LOWEST_RATE, HIGHEST_RATE, sampleRate));
    }
    return new AmbienceStream(this, sampleRate, sounds(sampleRate, Chance.key(seed, 0xA3B1)));
  }

  private Hops[] sounds(int rate, long key) {
    return switch (kind) {
      case NONE -> new Hops[0];
      case CAFE ->
          new Hops[] {new Hops(new Cafe(rate, key), 1), new Hops(Cafe.murmur(rate, key), 0.25)};
      case STREET ->
          new Hops[] {
            new Hops(Street.traffic(rate, key), 1), new Hops(new Street.Events(rate, key), 1)
          };
      case ROOM -> new Hops[] {new Hops(Room.air(rate, key), 1), new Hops(new Room.Hum(rate), 1)};
      case WHITE -> noise(rate, key, 0);
      case PINK -> noise(rate, key, 1);
      case BROWN -> noise(rate, key, 2);
      case LOOP ->
          new Hops[] {new Hops(new Loop(Objects.requireNonNull(recording).at(rate), rate), 1)};
    };
  }

  private static Hops[] noise(int rate, long key, int fall) {
    int frame = ShapedNoise.frame(rate);
    float[] power =
        Spectrum.bins(
            frame,
            rate,
            hertz -> Math.pow(hertz, -fall) / (fall == 0 ? 1 : 1 + Math.pow(20 / hertz, 4)));
    return new Hops[] {new Hops(new ShapedNoise(frame, rate, key, seconds -> power), 1)};
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ambience a
        && kind == a.kind
        && relative == a.relative
        && Double.compare(db, a.db) == 0
        && Double.compare(duckingDb, a.duckingDb) == 0
        && Objects.equals(recording, a.recording);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, recording, relative, db, duckingDb);
  }

  @Override
  public String toString() {
    if (isNone()) {
      return "none";
    }
    String level = "%s %s dB%s".formatted(name(), db, relative ? " below the voice" : "FS");
    return duckingDb == 0 ? level : level + ", " + duckingDb + " dB lower while it speaks";
  }
}
