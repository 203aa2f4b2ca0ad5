package io.makebeliv.examples.latency;

import io.makebeliv.LatencyLedger;
import io.makebeliv.LatencyLedger.Stage;
import io.makebeliv.LiveConversion;
import io.makebeliv.LiveListener;
import io.makebeliv.LiveState;
import io.makebeliv.LiveStatistics;
import io.makebeliv.VoiceConversionException;
import io.makebeliv.VoiceConverter;
import io.makebeliv.fluctuation.Fluctuation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How long audio takes from the converted voice to the speaker, through the loop, and from the
 * microphone to the voice again: as measured, beside what makebeliv's ledger says about its own
 * part. What is left over is the devices'.
 *
 * @param measured the delay wherever it was looked for and found, in seconds, ascending
 * @param looks how often it was looked for
 * @param ledger what makebeliv has on the way, the probe's own session included
 * @param session what of that is the probe's session
 * @param statistics what happened in the live conversion
 */
public record RoundTrip(
    List<Double> measured,
    int looks,
    LatencyLedger ledger,
    LatencyLedger session,
    LiveStatistics statistics) {

  private static final String CUSHION = "cushion";
  private static final String DRIVER = "driver";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofMillis(20);

  /** So many times as long as wanted it listens, where what is kept ready goes on growing. */
  private static final int LONGEST = 3;

  private static final double SETTLING_SECONDS = 0.5;
  private static final double LOOK_EVERY_SECONDS = 0.1;

  /**
   * Says whether the signal came back.
   *
   * @return true if it was found most of the time
   */
  public boolean heard() {
    return 2 * measured.size() > looks;
  }

  /**
   * Returns the median of what was measured.
   *
   * @return seconds
   */
  public double median() {
    return measured.get(measured.size() / 2);
  }

  /**
   * Returns the shortest that was measured.
   *
   * @return seconds
   */
  public double shortest() {
    return measured.get(0);
  }

  /**
   * Returns the longest that was measured.
   *
   * @return seconds
   */
  public double longest() {
    return measured.get(measured.size() - 1);
  }

  /**
   * Returns how much the devices and drivers have on the way, beside the cushion.
   *
   * @return seconds
   */
  public double devices() {
    return median() - seconds(ledger.stages()) + seconds(named(DRIVER));
  }

  /**
   * Returns how much is kept ready before the speaker: its own buffer, kept full, and what
   * underruns have added.
   *
   * @return seconds
   */
  public double cushion() {
    return seconds(named(CUSHION));
  }

  /**
   * Returns makebeliv's own part with a voice in the place of the probe.
   *
   * @param voice the ledger of that voice's session
   * @return stage by stage
   */
  public LatencyLedger with(LatencyLedger voice) {
    List<Stage> engine = new ArrayList<>(ledger.stages());
    engine.removeAll(session.stages());
    engine.removeAll(named(CUSHION));
    engine.removeAll(named(DRIVER));
    engine.addAll(voice.stages());
    return new LatencyLedger(ledger.sampleRate(), engine);
  }

  private List<Stage> named(String name) {
    return ledger.stages().stream().filter(stage -> stage.name().equals(name)).toList();
  }

  private double seconds(List<Stage> stages) {
    return stages.stream().mapToDouble(Stage::frames).sum() / ledger.sampleRate();
  }

  /**
   * Runs a live conversion with a coded signal in place of a voice, and listens for it.
   *
   * @param sampleRate the sink's, Hz
   * @param seconds how long to listen
   * @param route starts from a converter, for example {@code c -> c.from(mic).to(speaker)}; the
   *     devices are closed at the end
   * @return what was heard
   * @throws VoiceConversionException if the devices do not come to run
   */
  public static RoundTrip measure(
      int sampleRate, double seconds, Function<VoiceConverter, LiveConversion.Builder> route) {
    CodedSignal signal = new CodedSignal(sampleRate);
    double capacity = LONGEST * seconds + 2 * PATIENCE.toSeconds();
    LoopProbe probe = new LoopProbe(signal, (int) (capacity * sampleRate));
    Growth growth = new Growth(probe);
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(probe).fluctuation(Fluctuation.off()).build();
        LiveConversion live = route.apply(converter).listener(growth).start()) {
      awaitRunning(live, growth);
      int start = probe.heardFrames();
      long deadline =
          System.nanoTime() + Math.round(1e9 * (LONGEST * seconds + PATIENCE.toSeconds()));
      int enough = (int) ((SETTLING_SECONDS + seconds) * sampleRate);
      int most = (int) (LONGEST * seconds * sampleRate);
      // Frames of the probe are the clock: a machine that is busy gets the time it needs.
      while (probe.heardFrames() - Math.max(start, growth.last) < enough
          && probe.heardFrames() - start < most
          && System.nanoTime() < deadline
          && !live.awaitEnd(TICK)) {
        // Listening.
      }
      LatencyLedger ledger = live.latency();
      LatencyLedger session = live.session().latency();
      LiveStatistics statistics = live.statistics();
      int from = Math.max(start, growth.last) + (int) (SETTLING_SECONDS * sampleRate);
      return listen(
          probe.heard(),
          Math.min(from, probe.heardFrames() - sampleRate / 2),
          new DelayFinder(signal, sampleRate),
          ledger,
          session,
          statistics);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VoiceConversionException("Interrupted while measuring.", e);
    }
  }

  private static RoundTrip listen(
      float[] heard,
      int from,
      DelayFinder finder,
      LatencyLedger ledger,
      LatencyLedger session,
      LiveStatistics statistics) {
    int rate = ledger.sampleRate();
    List<Double> delays = new ArrayList<>();
    int looks = 0;
    for (int at = Math.max(0, from);
        at + finder.window() <= heard.length;
        at += (int) (LOOK_EVERY_SECONDS * rate)) {
      looks++;
      Optional<DelayFinder.Delay> delay = finder.find(heard, at);
      delay.ifPresent(found -> delays.add(found.frames() / rate));
    }
    delays.sort(null);
    return new RoundTrip(List.copyOf(delays), looks, ledger, session, statistics);
  }

  private static void awaitRunning(LiveConversion live, Growth news) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (live.state() != LiveState.RUNNING) {
      if (live.awaitEnd(Duration.ofMillis(20)) || System.nanoTime() > deadline) {
        throw new VoiceConversionException(
            news.why.isEmpty()
                ? "The devices have not come to run within %d seconds (%s)."
                    .formatted(PATIENCE.toSeconds(), live.state())
                : "The devices do not run: " + news.why);
      }
    }
  }

  /** What is kept ready grows after underruns; only what comes after that is like the ledger. */
  private static final class Growth implements LiveListener {

    private final LoopProbe probe;
    private volatile int last;
    private volatile String why = "";

    Growth(LoopProbe probe) {
      this.probe = probe;
    }

    @Override
    public void stateChanged(LiveState state, String why) {
      this.why = why;
    }

    @Override
    public void cushionGrown(Duration cushion) {
      last = probe.heardFrames();
    }
  }
}
