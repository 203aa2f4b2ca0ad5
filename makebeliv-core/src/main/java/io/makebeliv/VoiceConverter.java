package io.makebeliv;

import io.makebeliv.ambience.Ambience;
import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.audio.DuplexDevice;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.effect.Effect;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.PitchRange;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.pipeline.Finish;
import io.makebeliv.pipeline.StreamRates;
import io.makebeliv.preset.Preset;
import io.makebeliv.preset.VoiceChoice;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns a voice into another: whole files and arrays with {@code convert}, streams with {@link
 * #openSession}.
 *
 * <pre>{@code
 * try (VoiceConverter converter = VoiceConverter.builder().pitch(+4).formant(1.1).build()) {
 *   converter.convert(Path.of("in.wav"), Path.of("out.wav"));
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe; owns the voice, which is loaded once and shared by any number of
 * conversions and sessions at a time. Close those before it.
 */
public final class VoiceConverter implements AutoCloseable {

  private static final String WHOLE_STREAM = "convert";

  private final InferenceBackend backend;
  private final VoiceSettings settings;
  private final Finish finish;
  private final long seed;
  private final boolean measuring;
  private final AtomicLong sessions = new AtomicLong();

  private VoiceConverter(
      InferenceBackend backend,
      VoiceSettings settings,
      Finish finish,
      long seed,
      boolean measuring) {
    this.backend = backend;
    this.settings = settings;
    this.finish = finish;
    this.seed = seed;
    this.measuring = measuring;
  }

  /**
   * Starts a converter. Without further settings it is the model-free voice at its defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the settings of a {@link VoiceConverter}. For one thread. */
  public static final class Builder {

    private @Nullable InferenceBackend backend;
    private VoiceChoice choice = VoiceChoice.best();
    private OptionalDouble pitch = OptionalDouble.empty();
    private OptionalDouble formant = OptionalDouble.empty();
    private double target = VoiceSettings.NO_TARGET;
    private PitchRange range = PitchRange.OWN;
    private @Nullable Fluctuation fluctuation;
    private EffectChain inputEffects = EffectChain.empty();
    private EffectChain effects = EffectChain.empty();
    private Ambience ambience = Ambience.none();
    private long seed;
    private boolean measuring;

    private Builder() {}

    /**
     * Chooses the voice; the converter will own it.
     *
     * @param backend an open voice, for example from {@link Backends#load}
     * @return this builder
     * @throws IllegalStateException if a voice was already chosen
     */
    public Builder backend(InferenceBackend backend) {
      if (this.backend != null) {
        throw new IllegalStateException(
            "a backend was already chosen: " + this.backend.description());
      }
      this.backend = Objects.requireNonNull(backend, "backend");
      return this;
    }

    /**
     * Shifts the pitch.
     *
     * @param semitones -24 to 24, fractions allowed
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    public Builder pitch(double semitones) {
      pitch = OptionalDouble.of(new VoiceSettings(semitones, 1).pitchSemitones());
      return this;
    }

    /**
     * Moves the formants, and with them the size of the speaker one imagines.
     *
     * @param ratio factor on formant frequencies, 0.5 to 2; 1 keeps them
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    public Builder formant(double ratio) {
      formant = OptionalDouble.of(new VoiceSettings(0, ratio).formantRatio());
      return this;
    }

    /**
     * Keeps the voice at one pitch, as a robot's, whatever the speaker's melody. A {@link #pitch}
     * is on top of it; without one it is none. A little of life is in it still; {@link
     * #fluctuation} takes that away as well. Takes the place of a {@link #pitchRange}.
     *
     * @param hz 50 to 600
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    public Builder robot(double hz) {
      if (hz == VoiceSettings.NO_TARGET) {
        throw new IllegalArgumentException("a robot's pitch must be from 50 to 600 Hz, was " + hz);
      }
      target = new VoiceSettings(0, 1, hz).targetHz();
      range = PitchRange.OWN;
      return this;
    }

    /**
     * Brings the voice to a median pitch, whoever speaks: high and low voices come out alike, each
     * with the melody that was spoken. Where the speaker's pitch lies is learned from their first
     * seconds, and followed slowly from then on; until then it is taken to be between women and
     * men. Of who begins to speak in a recording, which can be read {@linkplain AudioSource#again
     * again}, it is known beforehand. A {@link #pitch} is on top of it; without one it is none.
     * Takes the place of a {@link #robot}.
     *
     * @param medianHz 50 to 600
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    public Builder pitchRange(double medianHz) {
      return pitchRange(new PitchRange(medianHz, 0));
    }

    /**
     * Brings the voice to a median pitch and makes its melody as wide as it is to be: a monotonous
     * speaker becomes a lively one, three times as lively at most, or the other way round.
     *
     * @param medianHz 50 to 600
     * @param spreadSemitones the standard deviation of the melody, 0.25 to 8; speech has 2 to 4
     * @return this builder
     * @throws IllegalArgumentException if a value is out of range
     */
    public Builder pitchRange(double medianHz, double spreadSemitones) {
      return pitchRange(new PitchRange(medianHz, spreadSemitones));
    }

    /**
     * Maps the speaker's range of pitch onto another, as {@link #pitchRange(double, double)} does.
     *
     * @param range where to; {@link PitchRange#OWN} for nowhere
     * @return this builder
     */
    public Builder pitchRange(PitchRange range) {
      this.range = Objects.requireNonNull(range, "range");
      target = range.isOwn() ? target : VoiceSettings.NO_TARGET;
      return this;
    }

    /**
     * Sets how much the voice varies by itself, in pitch, level and colour, as living voices do.
     * Where a pitch is set so near to the speaker's own that a variation could bring it there, the
     * pitch varies by as much less.
     *
     * @param fluctuation {@link Fluctuation#natural()} by default, and {@link Fluctuation#off()}
     *     when {@link #measuring()}
     * @return this builder
     */
    public Builder fluctuation(Fluctuation fluctuation) {
      this.fluctuation = Objects.requireNonNull(fluctuation, "fluctuation");
      return this;
    }

    /**
     * Sets what is done to the speaker's voice before it is converted: a {@link
     * io.makebeliv.effect.NoiseGate} for example, behind which a slow voice need not work while
     * nobody speaks.
     *
     * @param effects in the order of the signal; none by default
     * @return this builder
     */
    public Builder inputEffects(Effect... effects) {
      inputEffects = EffectChain.of(effects);
      return this;
    }

    /**
     * Sets what is done to the converted voice.
     *
     * @param effects in the order of the signal; none by default
     * @return this builder
     */
    public Builder effects(Effect... effects) {
      this.effects = EffectChain.of(effects);
      return this;
    }

    /**
     * Sets what is heard behind the voice: it covers small artefacts, and is what listeners hear
     * where the voice is muted.
     *
     * @param ambience none by default
     * @return this builder
     */
    public Builder ambience(Ambience ambience) {
      this.ambience = Objects.requireNonNull(ambience, "ambience");
      return this;
    }

    /**
     * Sets all that a preset says: the voice, unless one is chosen by {@link #backend}, pitch,
     * formants, fluctuation, effects and ambience. What is set afterwards replaces what it says.
     *
     * @param preset a whole voice
     * @return this builder
     */
    public Builder preset(Preset preset) {
      choice = preset.voice();
      pitch = preset.pitch();
      formant = preset.formant();
      target = preset.robot().orElse(VoiceSettings.NO_TARGET);
      range = preset.range();
      fluctuation = preset.fluctuation();
      inputEffects = preset.input();
      effects = preset.effects();
      ambience = preset.ambience();
      return this;
    }

    /**
     * Sets the key of everything random, so that the same input gives the same output.
     *
     * @param seed any number; 0 by default
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Says that this converter is for measurements. Only then may its voice be an identity, such as
     * {@link io.makebeliv.pitchshift.PitchShift#identityForMeasurement}; otherwise one is muted
     * like any voice that hands its input back.
     *
     * @return this builder
     */
    public Builder measuring() {
      measuring = true;
      return this;
    }

    /**
     * Makes the converter.
     *
     * @return a new converter, which owns the voice
     * @throws IllegalArgumentException if the voice cannot do what was set, or effects are more
     *     than 100 ms late together; a voice that was given by {@link #backend} stays open then
     * @throws ModelException if the voice of a preset cannot be opened, or none was chosen and
     *     there is no model-free one
     */
    public VoiceConverter build() {
      InferenceBackend given = backend;
      if (given != null) {
        return build(given);
      }
      InferenceBackend opened = Backends.open(choice);
      try {
        return build(opened);
      } catch (RuntimeException | Error e) {
        opened.close();
        throw e;
      }
    }

    private VoiceConverter build(InferenceBackend voice) {
      VoiceSettings settings = voice.defaults().choose(pitch, formant, target, range);
      Fluctuation usual = measuring ? Fluctuation.off() : Fluctuation.natural();
      Finish finish =
          new Finish(fluctuation == null ? usual : fluctuation, inputEffects, effects, ambience);
      voice.check(settings);
      finish.check();
      return new VoiceConverter(voice, settings, finish, seed, measuring);
    }
  }

  /**
   * Converts a file into a mono WAV file of the same sample rate and length. The target appears
   * when it is complete; until then, and if anything fails, whatever was there stays.
   *
   * @param input an audio file: WAV, and what the modules on the class path add
   * @param output the WAV file to write or replace; may be the same as {@code input}
   * @return what it came to
   * @throws AudioException if a file cannot be read or written
   */
  public ConversionSummary convert(Path input, Path output) {
    return convert(input, output, frames -> {});
  }

  /**
   * Converts a file as {@link #convert(Path, Path)} does, and tells how far it is.
   *
   * @param input an audio file
   * @param output the WAV file to write or replace
   * @param progress is told the number of frames read so far, many times a second, on this thread
   * @return what it came to
   * @throws AudioException if a file cannot be read or written
   */
  public ConversionSummary convert(Path input, Path output, LongConsumer progress) {
    try (AudioFileSource source = AudioFiles.open(input)) {
      if (!StreamRates.covers(source.sampleRate())) {
        throw new AudioException(
            "%s has a sample rate of %d Hz; makebeliv converts %d to %d Hz. Resample it first."
                .formatted(input, source.sampleRate(), StreamRates.LOWEST, StreamRates.HIGHEST));
      }
      if (source.length().orElse(1) == 0) {
        throw new AudioException(
            input + " is a recording of no frames; there is nothing to convert.");
      }
      try (AudioSink sink =
          AudioFiles.create(output, source.sampleRate(), fineEnough(source.encoding()))) {
        return convert(source, sink, progress);
      }
    }
  }

  /** Another voice has other samples: eight bits would only add hiss. */
  private static SampleEncoding fineEnough(SampleEncoding encoding) {
    return encoding == SampleEncoding.PCM_8 ? SampleEncoding.PCM_16 : encoding;
  }

  /**
   * Converts a whole stream as fast as it comes, and ends the sink.
   *
   * @param source read to its end; stays open. For a {@link Builder#pitchRange} its beginning is
   *     heard {@linkplain AudioSource#again twice}, by input effects too
   * @param sink gets as much audio as the source gave, the delay taken out; stays open. Its sample
   *     rate may differ.
   * @return what it came to
   * @throws AudioException if either side fails; the sink is not ended then
   */
  public ConversionSummary convert(AudioSource source, AudioSink sink) {
    return convert(source, sink, frames -> {});
  }

  /**
   * Converts a whole stream as {@link #convert(AudioSource, AudioSink)} does, and tells how far it
   * is.
   *
   * @param source read to its end; stays open. For a {@link Builder#pitchRange} its beginning is
   *     heard {@linkplain AudioSource#again twice}, by input effects too
   * @param sink gets as much audio as the source gave, the delay taken out; stays open
   * @param progress is told the number of frames read so far, many times a second, on this thread
   * @return what it came to
   * @throws AudioException if either side fails; the sink is not ended then
   */
  public ConversionSummary convert(AudioSource source, AudioSink sink, LongConsumer progress) {
    StreamRates rates = new StreamRates(source.sampleRate(), sink.sampleRate());
    try (WholeStream stream = new WholeStream(this, rates, seedFor(WHOLE_STREAM))) {
      return stream.convert(source, sink, progress);
    }
  }

  /**
   * Converts a whole recording in memory.
   *
   * @param samples mono samples, full scale [-1, 1]
   * @param sampleRate Hz, 8000 to 96000
   * @return as many converted samples, the delay taken out
   */
  public float[] convert(float[] samples, int sampleRate) {
    ArraySource source = new ArraySource(samples, sampleRate);
    ArraySink sink = new ArraySink(samples.length, sampleRate);
    convert(source, sink);
    return sink.samples();
  }

  /**
   * Opens a stream into which the caller pushes blocks. Opens and warms up the voice first, which
   * takes a moment.
   *
   * @param sampleRate Hz on both sides, 8000 to 96000
   * @return a session that converts on the caller's thread; the caller closes it
   * @throws IllegalArgumentException if the sample rate is out of range
   * @throws ModelException if the voice fails on the test signal that warms it up
   */
  public VoiceSession openSession(int sampleRate) {
    return session(sampleRate).open();
  }

  /**
   * Prepares a stream with options.
   *
   * @param sampleRate Hz on both sides, 8000 to 96000
   * @return a builder that opens the session
   * @throws IllegalArgumentException if the sample rate is out of range
   */
  public VoiceSession.Builder session(int sampleRate) {
    return new VoiceSession.Builder(this, new StreamRates(sampleRate, sampleRate));
  }

  /**
   * Begins a live conversion, on threads of its own.
   *
   * @param source where the voice comes from: a microphone, a file, anything
   * @return what waits to be told where the voice goes
   */
  public LiveConversion.Input from(AudioSource source) {
    return new LiveConversion.Input(this, source);
  }

  /**
   * Begins a live conversion inside a driver's own callback.
   *
   * @param device captures and plays with one clock; the conversion will own it
   * @return a builder that starts the conversion
   * @throws IllegalArgumentException if its sample rate is not 8000 to 96000 Hz
   */
  public LiveConversion.Builder through(DuplexDevice device) {
    return new LiveConversion.Builder(this, device);
  }

  /**
   * Returns the voice.
   *
   * @return the backend that this converter owns
   */
  public InferenceBackend backend() {
    return backend;
  }

  /**
   * Returns where streams start.
   *
   * @return pitch and formant as set, or the voice's defaults
   */
  public VoiceSettings settings() {
    return settings;
  }

  /**
   * Returns how much the voice varies by itself.
   *
   * @return the fluctuation of all streams
   */
  public Fluctuation fluctuation() {
    return finish.fluctuation();
  }

  Finish finish() {
    return finish;
  }

  String nextId() {
    return Long.toString(sessions.incrementAndGet());
  }

  boolean measuring() {
    return measuring;
  }

  /**
   * Gives the key of everything random in a session: with it, a {@link
   * io.makebeliv.fluctuation.FluctuationEngine} tells how that session varies.
   *
   * @param session the session's id
   * @return a number unrelated to those of other ids, by FNV-1a over the name, then SplitMix64
   */
  public long seedFor(String session) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < session.length(); i++) {
      hash = (hash ^ session.charAt(i)) * 0x100000001B3L;
    }
    long z = seed * 0x9E3779B97F4A7C15L + hash;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Closes the voice. Idempotent; sessions must be closed before. */
  @Override
  public void close() {
    backend.close();
  }
}
