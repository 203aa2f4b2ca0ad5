package io.makebeliv.fluctuation;

import io.makebeliv.dsp.Keys;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The trajectories of one voice: pitch, level, and five bands of the spectrum, each independent of
 * the others and of every other session's. All are functions of seed and frame alone: the same
 * however the stream is cut, and the same again after a {@link #reset()}.
 *
 * <p>For one thread. Reading on from where it stopped is cheap and allocates nothing; reading from
 * an earlier frame starts from the beginning of the stream, some hundred milliseconds for ten
 * minutes. Each trajectory keeps a place of its own, so that they may be read at different frames.
 */
public final class FluctuationEngine {

  private static final int MAGIC = 0x4D42464C;
  private static final byte VERSION = 1;

  /** Three variations of four numbers, and the vibrato. */
  private static final int SETTINGS = 13;

  private final Fluctuation fluctuation;
  private final int sampleRate;
  private final long seed;
  private final Wander pitch;
  private final Wander level;
  private final Wander[] bands = new Wander[Fluctuation.BANDS];
  private final Vibrato vibrato;

  /**
   * Makes an engine at the start of its stream.
   *
   * @param fluctuation how much to vary
   * @param sampleRate frames per second, 8000 to 96000
   * @param seed the session's key: others give unrelated trajectories
   * @throws IllegalArgumentException if the sample rate is out of range
   */
  public FluctuationEngine(Fluctuation fluctuation, int sampleRate, long seed) {
    if (sampleRate < 8000 || sampleRate > 96_000) {
      throw new IllegalArgumentException(
          "sample rate must be from 8000 to 96000 Hz, was " + sampleRate);
    }
    this.fluctuation = Objects.requireNonNull(fluctuation, "fluctuation");
    this.sampleRate = sampleRate;
    this.seed = seed;
    pitch = new Wander(fluctuation.pitch(), sampleRate, key(0));
    level = new Wander(fluctuation.level(), sampleRate, key(1));
    for (int band = 0; band < bands.length; band++) {
      bands[band] = new Wander(fluctuation.eq(), sampleRate, key(2 + band));
    }
    vibrato = new Vibrato(sampleRate, key(2 + bands.length));
  }

  private long key(int trajectory) {
    return Keys.mix(Keys.mix(seed) + trajectory);
  }

  /**
   * Gives the variation of the pitch.
   *
   * @param position absolute index of the first frame, at least 0
   * @param cents receives a value for each frame
   * @param offset index of the first
   * @param frames how many
   */
  public void pitch(long position, float[] cents, int offset, int frames) {
    pitch.fill(position, cents, offset, frames);
  }

  /**
   * Gives the swing of the vibrato at full depth.
   *
   * @param position absolute index of the first frame, at least 0
   * @param swing receives a value from -1 to 1 for each frame
   * @param offset index of the first
   * @param frames how many
   */
  public void vibrato(long position, float[] swing, int offset, int frames) {
    vibrato.fill(position, swing, offset, frames);
  }

  /**
   * Gives the variation of the level.
   *
   * @param position absolute index of the first frame, at least 0
   * @param db receives a value for each frame
   * @param offset index of the first
   * @param frames how many
   */
  public void level(long position, float[] db, int offset, int frames) {
    level.fill(position, db, offset, frames);
  }

  /**
   * Gives the variation of one band.
   *
   * @param band 0 for the lowest to {@link Fluctuation#BANDS} - 1
   * @param position absolute index of the first frame, at least 0
   * @param db receives a value for each frame
   * @param offset index of the first
   * @param frames how many
   */
  public void band(int band, long position, float[] db, int offset, int frames) {
    bands[band].fill(position, db, offset, frames);
  }

  /** Goes back to the start of the stream. */
  public void reset() {
    pitch.reset();
    level.reset();
    for (Wander band : bands) {
      band.reset();
    }
    vibrato.reset();
  }

  /**
   * Goes to any frame at once, rather than when it is read.
   *
   * @param position absolute index of a frame, at least 0
   */
  public void seek(long position) {
    float[] nowhere = new float[1];
    pitch.fill(position, nowhere, 0, 1);
    level.fill(position, nowhere, 0, 1);
    for (Wander band : bands) {
      band.fill(position, nowhere, 0, 1);
    }
    vibrato.fill(position, nowhere, 0, 1);
  }

  /**
   * Writes down where all trajectories are, so that another process can go on from there at once.
   *
   * @return a few hundred bytes, in a form that later versions read too
   */
  public byte[] snapshot() {
    ByteBuffer bytes = ByteBuffer.allocate(snapshotBytes());
    bytes.putInt(MAGIC).put(VERSION).putInt(sampleRate).putLong(seed);
    bytes.put(settings());
    pitch.save(bytes);
    level.save(bytes);
    for (Wander band : bands) {
      band.save(bytes);
    }
    vibrato.save(bytes);
    return bytes.array();
  }

  private byte[] settings() {
    ByteBuffer bytes = ByteBuffer.allocate(SETTINGS * Double.BYTES);
    put(bytes, fluctuation.pitch());
    put(bytes, fluctuation.level());
    put(bytes, fluctuation.eq());
    bytes.putDouble(fluctuation.vibratoCents());
    return bytes.array();
  }

  private static void put(ByteBuffer bytes, Variation variation) {
    bytes.putDouble(variation.deviation()).putDouble(variation.bound());
    bytes.putDouble(variation.shortestSeconds()).putDouble(variation.longestSeconds());
  }

  private int snapshotBytes() {
    int header = Integer.BYTES + 1 + Integer.BYTES + Long.BYTES + SETTINGS * Double.BYTES;
    int state = pitch.snapshotBytes() + level.snapshotBytes() + vibrato.snapshotBytes();
    for (Wander band : bands) {
      state += band.snapshotBytes();
    }
    return header + state;
  }

  /**
   * Goes on from where a snapshot was taken.
   *
   * @param snapshot from {@link #snapshot()} of an engine with the same settings, sample rate and
   *     seed
   * @throws IllegalArgumentException if it is none, or of an engine with others; nothing has
   *     changed then
   */
  public void restore(byte[] snapshot) {
    ByteBuffer bytes = ByteBuffer.wrap(snapshot);
    try {
      if (bytes.getInt() != MAGIC) {
        throw new IllegalArgumentException("these bytes are no snapshot of a fluctuation engine");
      }
      byte version = bytes.get();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "the snapshot has version %d, expected %d".formatted(version, VERSION));
      }
      byte[] theirs = new byte[SETTINGS * Double.BYTES];
      boolean same = bytes.getInt() == sampleRate && bytes.getLong() == seed;
      bytes.get(theirs);
      if (!same || !Arrays.equals(theirs, settings())) {
        throw new IllegalArgumentException(
            "the snapshot is of an engine with other settings, sample rate or seed");
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the snapshot is cut short", e);
    }
    if (snapshot.length != snapshotBytes()) {
      throw new IllegalArgumentException(
          "the snapshot has %d bytes, expected %d".formatted(snapshot.length, snapshotBytes()));
    }
    pitch.load(bytes);
    level.load(bytes);
    for (Wander band : bands) {
      band.load(bytes);
    }
    vibrato.load(bytes);
  }
}
