package io.makebeliv.examples;

import io.makebeliv.LatencyLedger;
import io.makebeliv.VoiceConversionException;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.audio.CaptureDevice;
import io.makebeliv.audio.DuplexDevice;
import io.makebeliv.audio.PlaybackDevice;
import io.makebeliv.examples.latency.RoundTrip;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "latency",
    description = {
      "Measures how late a voice is heard through microphone, makebeliv and speaker.",
      "",
      "Plays a quiet noise that is known in every sample, and finds it in what comes back. So there"
          + " must be a way from the output back to the input: a cable, a virtual cable, the monitor"
          + " of a sound server's sink (PULSE_SOURCE=speaker.monitor), or a loudspeaker near the"
          + " microphone.",
      "",
      "devices    what devices and drivers hold back: the measured way less makebeliv's part",
      "cushion    the speaker's buffer, kept full, and what underruns have added to it",
      "makebeliv  the model-free voice and what is around it, by the ledger",
      "total      what a speaker hears: the median, and the shortest and longest measured"
    },
    sortOptions = false,
    optionListHeading = "%n",
    footer = {
      "",
      "Examples:",
      "  ./makebeliv latency",
      "  ./makebeliv latency --input usb --output usb --buffers 5ms,10ms,20ms",
      "  ./makebeliv latency --jack"
    })
final class LatencyCommand implements Callable<Integer> {

  private static final String ROW = "%-9s %8s %9s %11s %9s  %-17s %5s%n";

  private final Devices devices;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "NAME",
      description = "The microphone (without it, the default one).")
  private @Nullable String input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "NAME",
      description = "The speaker (without it, the default one).")
  private @Nullable String output;

  @Option(
      names = {"-b", "--buffers"},
      paramLabel = "TIME",
      split = ",",
      converter = BufferTime.class,
      defaultValue = "5ms,10ms,20ms,40ms",
      description = "How much each device holds, one run for each (${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private List<Duration> buffers;

  @Option(names = "--jack", description = "Measure through the JACK server instead.")
  private boolean jack;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      converter = VoiceOptions.PlainNumber.class,
      defaultValue = "4",
      description = "How long to listen in each run (${DEFAULT-VALUE}).")
  private double seconds;

  LatencyCommand(Devices devices) {
    this.devices = devices;
  }

  @Override
  public Integer call() {
    if (jack && (input != null || output != null)) {
      throw bad("--jack has devices of its own; leave out --input and --output.");
    }
    if (!(seconds >= 1 && seconds <= 600)) {
      throw bad("--seconds must be 1 to 600, was " + seconds + ".");
    }
    RoundTrip last = jack ? throughJack() : betweenDevices();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%nmakebeliv's part, which is the same for all devices:%n");
    out.print(last.with(voice(last.ledger().sampleRate())));
    return 0;
  }

  private RoundTrip betweenDevices() {
    RoundTrip lastHeard = null;
    for (Duration buffer : buffers) {
      RoundTrip trip = measure(buffer);
      if (trip.heard()) {
        lastHeard = trip;
      }
    }
    return requireHeard(lastHeard);
  }

  private RoundTrip measure(Duration buffer) {
    PlaybackDevice speaker = devices.speaker(output, buffer);
    CaptureDevice microphone;
    try {
      microphone = devices.microphone(input, speaker.sampleRate(), buffer);
    } catch (RuntimeException e) {
      speaker.close();
      throw e;
    }
    if (buffer.equals(buffers.get(0))) {
      begin(microphone.name(), speaker.name(), speaker.sampleRate());
    }
    RoundTrip trip =
        RoundTrip.measure(
            speaker.sampleRate(), seconds, converter -> converter.from(microphone).to(speaker));
    print(millis(buffer.toNanos() / 1e9), trip);
    return trip;
  }

  private RoundTrip throughJack() {
    DuplexDevice device = devices.jack();
    begin(device.name(), "the same", device.sampleRate());
    double block = (double) device.blockFrames() / device.sampleRate();
    RoundTrip trip =
        RoundTrip.measure(device.sampleRate(), seconds, converter -> converter.through(device));
    print(millis(block), trip);
    return requireHeard(trip.heard() ? trip : null);
  }

  private static RoundTrip requireHeard(@Nullable RoundTrip trip) {
    if (trip == null) {
      throw new VoiceConversionException(
          "What was played did not come back, or not whole. Join output and input: a cable, a virtual cable, a"
              + " monitor source (PULSE_SOURCE=NAME.monitor), or a loudspeaker near the microphone;"
              + " and turn both up. Where it came back in pieces, try larger buffers.");
    }
    return trip;
  }

  private void begin(String from, String to, int sampleRate) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("input    %s%noutput   %s%nvoice    model-free, %d Hz%n%n", from, to, sampleRate);
    out.printf(ROW, "buffer", "devices", "cushion", "makebeliv", "total", "from .. to", "gaps");
    out.flush();
  }

  private void print(String buffer, RoundTrip trip) {
    PrintWriter out = spec.commandLine().getOut();
    if (trip.heard()) {
      LatencyLedger ours = trip.with(voice(trip.ledger().sampleRate()));
      double makebeliv = (double) ours.totalFrames() / ours.sampleRate();
      double others = trip.devices() + trip.cushion();
      double total = others + makebeliv;
      out.printf(
          ROW,
          buffer,
          millis(trip.devices()),
          millis(trip.cushion()),
          millis(makebeliv),
          millis(total),
          String.format(
              Locale.ROOT,
              "%.1f .. %.1f ms",
              1e3 * (total + trip.shortest() - trip.median()),
              1e3 * (total + trip.longest() - trip.median())),
          trip.statistics().underruns());
    } else {
      out.printf(
          "%-9s %s%n",
          buffer,
          trip.measured().isEmpty()
              ? "nothing came back"
              : String.format(
                  Locale.ROOT,
                  "came back in pieces: found %d times of %d, %d gaps",
                  trip.measured().size(),
                  trip.looks(),
                  trip.statistics().underruns()));
    }
    out.flush();
  }

  /** What a session of the model-free voice has at this rate. */
  private static LatencyLedger voice(int sampleRate) {
    try (VoiceConverter converter = VoiceConverter.builder().build();
        VoiceSession session = converter.openSession(sampleRate)) {
      return session.latency();
    }
  }

  private static String millis(double seconds) {
    // Rounded first, so that nothing is -0.0.
    return String.format(Locale.ROOT, "%.1f ms", Math.round(1e4 * seconds) / 10.0);
  }

  private ParameterException bad(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
