package io.makebeliv.examples;

import io.makebeliv.LatencyLedger;
import io.makebeliv.LiveConversion;
import io.makebeliv.LiveState;
import io.makebeliv.LiveStatistics;
import io.makebeliv.VoiceConversionException;
import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.audio.DuplexDevice;
import io.makebeliv.audio.PlaybackDevice;
import io.makebeliv.onnx.RvcPace;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "monitor",
    description = {
      "Converts live: what the microphone hears is played in another voice.",
      "",
      "Shows one line: what it does; the levels of input and output in dB; how late makebeliv makes"
          + " it; how much of one core converting takes; how much audio came too late and was left"
          + " out; how often nothing was ready to be played. Type m, p or q and Enter to mute, to"
          + " pause, to end. Ctrl-C ends as well, completes the recording, and exits with 130.",
      "",
      "Before it starts, a voice of RVC is run for a moment, to find a chunk and a context for which"
          + " this machine is fast enough; --chunk and --context set them.",
      "",
      "A --preset FILE that is saved again while it runs is heard at once.",
      "",
      "With loudspeakers the microphone hears the converted voice; use headphones."
    },
    sortOptions = false,
    optionListHeading = "%n",
    footer = {
      "",
      "Examples:",
      "  ./makebeliv monitor --pitch +4 --formant 1.1",
      "  ./makebeliv monitor --input usb --output cable --buffer 20ms",
      "  ./makebeliv monitor --file me.wav --record out.wav",
      "  ./makebeliv monitor --preset mine.json",
      "  ./makebeliv monitor --model anna --pitch +5 --chunk 100",
      "  ./makebeliv monitor --jack",
      "",
      "'makebeliv devices' lists the names; a part of a name will do."
    })
final class MonitorCommand implements Callable<Integer> {

  private static final Duration TICK = Duration.ofMillis(50);

  private final Terminal terminal;
  private final Devices devices;
  private final Keys keys;
  private final Deque<Runnable> opened = new ArrayDeque<>();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private VoiceOptions voiceOptions;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "NAME",
      description = "The microphone (without it, the default one).")
  private @Nullable String input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "NAME",
      description = "The speaker, or a virtual cable (without it, the default speaker).")
  private @Nullable String output;

  @Option(
      names = {"-b", "--buffer"},
      paramLabel = "TIME",
      converter = BufferTime.class,
      description =
          "How much each device holds, such as 10ms: less is sooner heard, and sooner torn (without"
              + " it, 10ms; 40ms on Windows).")
  private @Nullable Duration buffer;

  @Option(
      names = "--jack",
      description = "Run inside the JACK server, instead of --input, --output and --buffer.")
  private boolean jack;

  @Option(
      names = "--file",
      paramLabel = "IN",
      description = "Speak this recording instead of a microphone, and end with it.")
  private @Nullable Path file;

  @Option(names = "--loop", description = "Begin the recording of --file again when it ends.")
  private boolean loop;

  @Option(
      names = "--record",
      paramLabel = "OUT",
      description = "Keep what is played in this WAV file.")
  private @Nullable Path record;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      converter = VoiceOptions.PlainNumber.class,
      description = "End after so long.")
  private @Nullable Double seconds;

  MonitorCommand(Terminal terminal, Devices devices, InputStream keyboard) {
    this.terminal = terminal;
    this.devices = devices;
    keys = new Keys(keyboard);
  }

  @Override
  public Integer call() {
    check();
    // Before the preset is loaded: what is saved while devices open is applied then.
    Optional<PresetWatch> preset = voiceOptions.presetFile().map(PresetWatch::new);
    try (Interrupt interrupt = new Interrupt();
        Voice voice = voiceOptions.openLive(terminal)) {
      try {
        return run(voice, preset, interrupt);
      } finally {
        opened.forEach(Runnable::run);
      }
    }
  }

  private void check() {
    if (jack && (input != null || output != null || buffer != null || file != null)) {
      throw bad("--jack has devices of its own; leave out --input, --output, --buffer and --file.");
    }
    if (file != null && input != null) {
      throw bad("--file takes the place of --input; leave out one of them.");
    }
    if (loop && file == null) {
      throw bad("--loop repeats the recording of --file; give one.");
    }
    if (seconds != null && !(seconds > 0 && seconds < 1e6)) {
      throw bad("--seconds must be more than 0 and less than a million, was " + seconds + ".");
    }
    if (record != null && !record.toString().toLowerCase(Locale.ROOT).endsWith(".wav")) {
      throw bad("The recording is WAV, so its name must end in .wav, was " + record + ".");
    }
    if (record != null && file != null && Places.same(record, file)) {
      throw bad("--file and --record are the same file (" + file + "); give it another name.");
    }
  }

  private int run(Voice voice, Optional<PresetWatch> preset, Interrupt interrupt) {
    PrintWriter out = spec.commandLine().getOut();
    Setup setup = jack ? throughJack(voice) : betweenDevices(voice);
    LiveDisplay display =
        new LiveDisplay(
            spec.commandLine().getErr(), terminal.err(), setup.sampleRate(), Meter.ofTheSystem());
    NotedSink recording = null;
    if (record != null) {
      recording = new NotedSink(record, setup.sampleRate());
      opened.push(recording::close);
      setup.builder().record(recording);
    }
    display.tell(setup.input() + " -> " + voice.describe() + " -> " + setup.output());
    voice.pace().map(RvcPace::toString).ifPresent(display::tell);
    voice.pace().flatMap(RvcPace::warning).ifPresent(display::tell);
    if (terminal.err()) {
      display.tell("m, p or q and Enter: mute, pause, end; Ctrl-C ends as well");
    }
    LiveStatistics statistics;
    LatencyLedger latency;
    LiveState last;
    try (LiveConversion live = setup.builder().listener(display).start()) {
      Optional<PresetReload> reload =
          preset.map(saved -> new PresetReload(saved, voice.choice(), voiceOptions, live, display));
      reload.ifPresent(used -> opened.push(used::close));
      watch(live, display, interrupt, reload);
      statistics = live.statistics();
      latency = live.latency();
      last = live.state();
    }
    display.end();
    out.print(Summaries.line("voice", "%s", voice.describe()));
    out.print(Summaries.running(voice));
    out.print(Summaries.line("input", "%s", setup.input()));
    out.print(Summaries.line("output", "%s", setup.output()));
    out.print(Summaries.live(statistics, latency));
    if (recording != null && recording.complete()) {
      out.print(Summaries.line("record", "%s", recording.file()));
    }
    out.flush();
    failIfItDid(last, display, recording);
    return 0;
  }

  /**
   * What is ready to start.
   *
   * @param sampleRate of the converted voice, Hz
   */
  private record Setup(
      LiveConversion.Builder builder, int sampleRate, String input, String output) {}

  private Setup throughJack(Voice voice) {
    DuplexDevice device = devices.jack();
    opened.push(device::close);
    String what =
        "%s, %d Hz, blocks of %d frames"
            .formatted(device.name(), device.sampleRate(), device.blockFrames());
    return new Setup(voice.converter().through(device), device.sampleRate(), what, "the same");
  }

  private Setup betweenDevices(Voice voice) {
    PlaybackDevice speaker = devices.speaker(output, buffer);
    opened.push(speaker::close);
    String to =
        String.format(
            Locale.ROOT,
            "%s, %d Hz, %.1f ms",
            speaker.name(),
            speaker.sampleRate(),
            1e3 * speaker.bufferFrames() / speaker.sampleRate());
    AudioSource source;
    String from;
    if (file == null) {
      var microphone = devices.microphone(input, speaker.sampleRate(), buffer);
      source = microphone;
      from = microphone.name();
    } else {
      source = loop ? new LoopedFile(file) : FileConversion.open(file);
      from = file.toString();
    }
    opened.push(source::close);
    try {
      return new Setup(
          voice.converter().from(source).to(speaker),
          speaker.sampleRate(),
          from + ", " + source.sampleRate() + " Hz",
          to);
    } catch (IllegalArgumentException e) {
      // The sample rate comes from the file or the device, so here it is no mistake of ours.
      throw new AudioException(from + ": " + e.getMessage() + ".", e);
    }
  }

  /** Until it ends by itself, or somebody ends it. */
  private void watch(
      LiveConversion live,
      LiveDisplay display,
      Interrupt interrupt,
      Optional<PresetReload> reload) {
    long start = System.nanoTime();
    double end = seconds == null ? Double.POSITIVE_INFINITY : seconds * 1e9;
    boolean muted = false;
    boolean paused = false;
    try {
      while (!interrupt.pressed() && System.nanoTime() - start < end && !display.awaitEnd(TICK)) {
        display.refresh(live);
        reload.ifPresent(PresetReload::look);
        switch (keys.pressed()) {
          case "" -> {}
          case "m" -> {
            muted = !muted;
            live.mute(muted);
            display.tell(muted ? "muted" : "not muted any more");
          }
          case "p" -> {
            paused = !paused;
            if (paused) {
              live.pause();
            } else {
              live.resume();
            }
          }
          case "q" -> {
            return;
          }
          default -> display.tell("m, p or q and Enter: mute, pause, end");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failIfItDid(LiveState last, LiveDisplay display, @Nullable NotedSink recording) {
    if (last == LiveState.CLOSED || last == LiveState.RECOVERING || last == LiveState.STALLED) {
      throw new VoiceConversionException(
          "It was %s at the end: %s".formatted(Meter.name(last), display.lastTrouble()));
    }
    if (recording != null && !recording.complete()) {
      String why = recording.failure();
      throw new VoiceConversionException(
          "%s is not written: %s"
              .formatted(
                  recording.file(), why == null ? "the recording did not end in time." : why));
    }
  }

  private ParameterException bad(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
