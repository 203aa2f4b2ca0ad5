package io.makebeliv.examples.hosts;

import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.host.PlayerVoice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A player that runs what it plays through a chain of audio processors. */
public final class PlayerPipeline {

  private static final int ENCODING_PCM_16BIT = 2;
  private static final int ENCODING_PCM_FLOAT = 4;

  private PlayerPipeline() {}

  /** Stands for {@code androidx.media3.common.audio.AudioProcessor}. */
  interface AudioProcessor {

    /** Stands for the class of that name in it; the encodings are those of {@code C}. */
    record AudioFormat(int sampleRate, int channelCount, int encoding) {}

    /** Stands for the exception of that name in it. */
    final class UnhandledAudioFormatException extends Exception {
      private static final long serialVersionUID = 1;

      UnhandledAudioFormatException(AudioFormat format) {
        super("Unhandled input format: " + format);
      }
    }

    AudioFormat configure(AudioFormat inputAudioFormat) throws UnhandledAudioFormatException;

    boolean isActive();

    void queueInput(ByteBuffer inputBuffer);

    void queueEndOfStream();

    ByteBuffer getOutput();

    boolean isEnded();

    void flush();

    void reset();
  }

  /** What a player's audio sink is built with. */
  static final class VoiceProcessor implements AudioProcessor {

    final PlayerVoice voice;

    VoiceProcessor(VoiceConverter converter) {
      // hosts.md: player
      PlayerVoice voice = new PlayerVoice(converter); // the other methods delegate to it
      // hosts.md: end
      this.voice = voice;
    }

    @Override
    public AudioFormat configure(AudioFormat input) throws UnhandledAudioFormatException {
      // hosts.md: player
      try { // in configure
        voice.configure(pcm(input.sampleRate(), input.channelCount(), input.encoding()));
        return input;
      } catch (IllegalArgumentException e) {
        throw new UnhandledAudioFormatException(input);
      }
      // hosts.md: end
    }

    private static PcmFormat pcm(int sampleRate, int channels, int encoding) {
      SampleEncoding samples =
          switch (encoding) {
            case ENCODING_PCM_16BIT -> SampleEncoding.PCM_16;
            case ENCODING_PCM_FLOAT -> SampleEncoding.FLOAT_32;
            default -> throw new IllegalArgumentException("encoding " + encoding);
          };
      return new PcmFormat(sampleRate, channels, samples, ByteOrder.nativeOrder());
    }

    @Override
    public boolean isActive() {
      return voice.isActive();
    }

    @Override
    public void queueInput(ByteBuffer inputBuffer) {
      voice.queueInput(inputBuffer);
    }

    @Override
    public void queueEndOfStream() {
      voice.queueEndOfStream();
    }

    @Override
    public ByteBuffer getOutput() {
      return voice.getOutput();
    }

    @Override
    public boolean isEnded() {
      return voice.isEnded();
    }

    @Override
    public void flush() {
      voice.flush();
    }

    @Override
    public void reset() {
      voice.reset();
    }
  }

  /**
   * Runs it.
   *
   * @param args see {@code --help}
   */
  public static void main(String... args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Stage.run(
        "player-pipeline",
        "Plays Media3 (ExoPlayer): direct buffers, the format negotiated, the delay taken out.",
        PlayerPipeline::play,
        args);
  }

  private static void play(Stage stage) throws AudioProcessor.UnhandledAudioFormatException {
    PcmFormat track = new PcmFormat(Stage.RATE, 2, SampleEncoding.PCM_16, ByteOrder.nativeOrder());
    byte[] spoken = stage.speech(track);
    ByteBuffer input = ByteBuffer.allocateDirect(spoken.length).order(ByteOrder.nativeOrder());
    input.put(spoken).flip();
    try (VoiceConverter converter = stage.converter()) {
      VoiceProcessor processor = new VoiceProcessor(converter);
      processor.configure(new AudioProcessor.AudioFormat(Stage.RATE, 2, ENCODING_PCM_16BIT));
      processor.flush();
      int block = 4608;
      for (int end = input.limit(); input.position() < end; ) {
        input.limit(Math.min(input.position() + block, end));
        processor.queueInput(input);
        hear(stage, processor, track);
      }
      processor.queueEndOfStream();
      while (!processor.isEnded()) {
        hear(stage, processor, track);
      }
      processor.voice.latency().ifPresent(stage::report);
      stage.print("faults", processor.voice.faults() + " blocks were not as agreed on");
      processor.reset();
    }
  }

  private static void hear(Stage stage, AudioProcessor processor, PcmFormat track) {
    ByteBuffer output = processor.getOutput();
    stage.hear(output, track);
    output.position(output.limit());
  }
}
