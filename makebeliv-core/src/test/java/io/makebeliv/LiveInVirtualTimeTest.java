package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.StepFormat;
import io.makebeliv.studio.Ear;
import io.makebeliv.studio.VirtualMicrophone;
import io.makebeliv.studio.VirtualSpeaker;
import io.makebeliv.studio.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The live engine in a time of its own: what happens in an hour shows in seconds. The voice is an
 * identity, so that whatever comes out can be told to the frame: when it was captured, and whether
 * anything is missing.
 */
final class LiveInVirtualTimeTest {

  private static final int RATE = 8000;
  private static final double ANGLE = 2 * Math.PI * 10.3 / RATE;
  private static final double LEVEL = 0.3;
  private static final StepFormat FORMAT = new StepFormat(RATE, RATE, 20, 20, 64);
  private static final int BUFFER = RATE / 50;

  /** What can go wrong. */
  private enum Trouble {
    NONE,
    MICROPHONE_GONE,
    SPEAKER_GONE,
    VOICE_THROWS,
    VOICE_RETURNS_NAN,
    VOICE_HANGS,
    VOICE_IS_SLOW,
    MACHINE_SLEEPS
  }

  /** From a virtual microphone to a virtual speaker, through a voice that can be made to fail. */
  private static final class Studio implements LiveListener {

    final VirtualTime time;
    final VirtualMicrophone microphone;
    final VirtualSpeaker speaker;
    final Ear ear;
    final VoiceConverter converter;
    final LiveConversion live;
    final List<LiveState> states = new ArrayList<>();
    final List<MuteReason> faults = new ArrayList<>();
    final List<Double> loadsWhenDropped = new ArrayList<>();
    final double machineSeconds;
    Trouble trouble = Trouble.NONE;
    double troubleEnds;
    double stepCost;
    double loudness = 1;
    float last;
    double largestStep;

    Studio(VirtualTime time, double microphonePpm, double speakerPpm, int least, int most) {
      this(time, microphonePpm, speakerPpm, least, most, FORMAT, BUFFER);
    }

    Studio(
        VirtualTime time,
        double microphonePpm,
        double speakerPpm,
        int least,
        int most,
        StepFormat format,
        int buffer) {
      this.time = time;
      machineSeconds = least == most ? 0 : 0.0012;
      microphone =
          new VirtualMicrophone(
              time, RATE, microphonePpm, least, most, n -> loudness * LEVEL * Math.sin(ANGLE * n));
      ear = new Ear(microphone, ANGLE);
      speaker = new VirtualSpeaker(time, RATE, speakerPpm, buffer, this::hear);
      converter =
          VoiceConverter.builder()
              .backend(TestVoice.measuring(format, this::step))
              .measuring()
              .build();
      live = converter.from(microphone).to(speaker).scheduler(time).listener(this).start();
    }

    /** On a busy machine: duties are called up to 3 ms late, blocks are 1 to 5 ms. */
    static Studio busy(double microphonePpm, double speakerPpm, long seed) {
      return new Studio(
          new VirtualTime(200_000, 3_000_000, seed), microphonePpm, speakerPpm, 8, 40);
    }

    private void hear(float sample, double seconds) {
      ear.hear(sample, seconds);
      largestStep = Math.max(largestStep, Math.abs(sample - last));
      last = sample;
    }

    private TestVoice.Step step(StepFormat format) {
      TestVoice.Step delay = TestVoice.delay(format);
      return (input, output, controls) -> {
        switch (trouble) {
          case VOICE_THROWS -> throw new IllegalStateException("thrown on purpose");
          case VOICE_HANGS -> time.spend(Math.max(0, troubleEnds - time.seconds()));
          case VOICE_IS_SLOW -> time.spend(1.5 * input.length / RATE);
          default -> {
            if (stepCost > 0) {
              time.spend(stepCost);
            }
          }
        }
        delay.convert(input, output, controls);
        if (trouble == Trouble.VOICE_RETURNS_NAN) {
          output[7] = Float.NaN;
        }
      };
    }

    static final double TROUBLE_SECONDS = 2.5;

    void undergo(Trouble what) {
      trouble = what;
      troubleEnds = time.seconds() + TROUBLE_SECONDS + 0.01;
      switch (what) {
        case MICROPHONE_GONE -> microphone.breakDown();
        case SPEAKER_GONE -> speaker.breakDown();
        case MACHINE_SLEEPS -> time.suspend(60);
        default -> {}
      }
    }

    void recover() {
      trouble = Trouble.NONE;
      microphone.repair();
      speaker.repair();
    }

    double ledgerSeconds() {
      return live.latency().totalFrames() / (double) RATE;
    }

    /** Nothing may be missing, and the lag is the ledger's, and does not move. */
    void listenUndisturbed(double seconds, double mostSpread) {
      ear.take();
      ear.expect(ledgerSeconds());
      long skipped = live.statistics().skippedFrames();
      long underruns = live.statistics().underruns();
      time.run(seconds);
      Ear.Heard heard = ear.take();
      assertEquals(0, heard.glitches(), () -> "glitches: " + heard);
      assertTrue(heard.silent() < 3, () -> "silent: " + heard);
      assertEquals(LEVEL, heard.loudest(), 1e-3);
      assertEquals(0, heard.mostLag() - heard.leastLag(), mostSpread, heard::toString);
      assertEquals(ledgerSeconds() + machineSeconds, heard.mostLag(), mostSpread, heard::toString);
      assertEquals(underruns, live.statistics().underruns());
      assertEquals(skipped, live.statistics().skippedFrames());
      assertEquals(0, speaker.waits(), "the engine is never to wait in a write");
      assertEquals(LiveState.RUNNING, live.state());
    }

    void close() {
      live.close();
      converter.close();
    }

    @Override
    public void stateChanged(LiveState state, String why) {
      states.add(state);
      assertEquals(state == LiveState.RECOVERING || state == LiveState.STALLED, !why.isEmpty());
    }

    @Override
    public void voiceFailed(MuteReason reason, long total) {
      faults.add(reason);
    }

    @Override
    public void inputDropped(Duration total, double load) {
      assertTrue(total.toNanos() > 0);
      loadsWhenDropped.add(load);
    }
  }

  private final List<Studio> studios = new ArrayList<>();

  private Studio open(Studio studio) {
    studios.add(studio);
    return studio;
  }

  @AfterEach
  void close() {
    studios.forEach(Studio::close);
  }

  @Test
  void withPerfectClocksTheLedgerIsExact() {
    Studio studio = open(new Studio(VirtualTime.perfect(), 0, 0, 20, 20));
    studio.time.run(1);
    studio.listenUndisturbed(10, 1.0 / RATE);
  }

  @ParameterizedTest
  @CsvSource({"300, 0", "-300, 0", "0, 300", "150, -150", "990, 0", "0, 990"})
  void clocksMayDrift(double microphonePpm, double speakerPpm) {
    Studio studio = open(Studio.busy(microphonePpm, speakerPpm, 2));
    studio.time.run(60);
    studio.listenUndisturbed(540, Math.abs(microphonePpm - speakerPpm) > 900 ? 0.0015 : 0.001);
    assertEquals(
        microphonePpm - speakerPpm, studio.live.statistics().driftPpm(), 60, "the drift it found");
    assertEquals(0, studio.speaker.ranDry());
  }

  @Test
  void anHourWithAllKindsOfTrouble() {
    Studio studio = open(Studio.busy(300, 0, 3));
    studio.time.run(30);
    Trouble[] troubles = Trouble.values();
    int minutes = 64;
    for (int minute = 0; minute < minutes; minute++) {
      Trouble trouble = troubles[minute % troubles.length];
      studio.listenUndisturbed(12, 0.012);
      studio.listenUndisturbed(44, 0.0015);
      studio.undergo(trouble);
      double under = 0.1 + studio.ledgerSeconds();
      studio.ear.take();
      studio.ear.listenFrom(studio.time.seconds() + under);
      studio.time.run(Studio.TROUBLE_SECONDS);
      Ear.Heard heard = studio.ear.take();
      switch (trouble) {
        case NONE -> assertEquals(0, heard.glitches());
        case VOICE_IS_SLOW, MACHINE_SLEEPS -> {}
        default -> assertEquals(0, heard.loudest(), trouble + " is to be silent");
      }
      studio.recover();
      // A lost device is looked for in growing intervals; everything else is back within a second.
      boolean device = trouble == Trouble.MICROPHONE_GONE || trouble == Trouble.SPEAKER_GONE;
      studio.time.run(device ? 3 : 1);
    }
    LiveStatistics statistics = studio.live.statistics();
    assertEquals(2L * (minutes / troubles.length), statistics.deviceFailures());
    assertEquals(minutes / troubles.length, statistics.stalls());
    assertTrue(statistics.droppedFrames() > 0, "too slow a voice must lose input");
    assertEquals(20 * Math.log10(LEVEL), statistics.inputLevelDb(), 1);
    assertEquals(20 * Math.log10(LEVEL), statistics.outputLevelDb(), 1);
  }

  @Test
  void nothingIsHeardBeforeTheCushionIsFull() {
    Studio studio = open(Studio.busy(0, 0, 11));
    studio.time.run(0.05);
    Ear.Heard heard = studio.ear.take();
    assertEquals(0, heard.loudest());
    assertTrue(heard.frames() > 0, "the speaker is kept going");
    assertEquals(LiveState.STARTING, studio.live.state());
    assertEquals(0, studio.live.statistics().underruns());
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void theListenerIsTold(Trouble trouble) {
    Studio studio = open(Studio.busy(100, 0, 4));
    studio.time.run(2);
    assertEquals(List.of(LiveState.STARTING, LiveState.RUNNING), starting(studio.states));
    studio.undergo(trouble);
    studio.time.run(Studio.TROUBLE_SECONDS);
    studio.recover();
    studio.time.run(4);
    List<LiveState> expected =
        switch (trouble) {
          case MICROPHONE_GONE, SPEAKER_GONE -> List.of(LiveState.RECOVERING, LiveState.RUNNING);
          case VOICE_HANGS -> List.of(LiveState.STALLED, LiveState.RUNNING);
          default -> List.of();
        };
    assertEquals(expected, studio.states.subList(1, studio.states.size()), trouble.toString());
    switch (trouble) {
      case VOICE_THROWS -> assertTrue(studio.faults.contains(MuteReason.BACKEND_FAULT));
      case VOICE_RETURNS_NAN -> assertTrue(studio.faults.contains(MuteReason.NOT_FINITE));
      default -> assertEquals(List.of(), studio.faults);
    }
    assertTrue(studio.faults.size() <= 4, "told once a second at most");
    switch (trouble) {
      case VOICE_IS_SLOW -> {
        assertEquals(1, studio.loadsWhenDropped.size(), "told once in ten seconds at most");
        assertTrue(studio.loadsWhenDropped.get(0) > 0.3, studio.loadsWhenDropped::toString);
      }
      case NONE, VOICE_THROWS, VOICE_RETURNS_NAN ->
          assertEquals(List.of(), studio.loadsWhenDropped);
      default -> {}
    }
  }

  private static List<LiveState> starting(List<LiveState> heard) {
    List<LiveState> all = new ArrayList<>(heard);
    all.add(0, LiveState.STARTING);
    return all;
  }

  @Test
  void nothingIsAllocatedOnAnyThreadOfTheEngine() {
    Studio studio = open(Studio.busy(300, -100, 5));
    studio.time.run(600);
    int clean = 0;
    String last = "";
    for (int minute = 0; minute < 10; minute++) {
      studio.time.countAllocations();
      studio.time.run(60);
      last = studio.time.allocations();
      clean += studio.time.allocated() == 0 ? 1 : 0;
    }
    // The compiler may allocate on these threads too, in a minute or two.
    assertTrue(clean >= 8, clean + " clean minutes; the last: " + last);
  }

  @Test
  void aPauseIsSilentAndWhatWasSaidMeanwhileIsNotHeard() {
    Studio studio = open(Studio.busy(100, 0, 6));
    studio.time.run(5);
    studio.live.pause();
    studio.time.run(0.1);
    assertEquals(LiveState.PAUSED, studio.live.state());
    studio.ear.take();
    studio.time.run(5);
    Ear.Heard heard = studio.ear.take();
    assertEquals(0, heard.loudest());
    assertTrue(heard.frames() > 4.9 * RATE, "the speaker is kept going");
    studio.live.resume();
    studio.time.run(1);
    studio.listenUndisturbed(5, 0.001);
    assertEquals(0, studio.live.statistics().underruns());
  }

  /** A recording is played in the speaker's time: whole, however long it is and often it pauses. */
  @Test
  void aFileIsPlayedByTheSpeakersClockAndNothingOfItIsLost() {
    VirtualTime time = new VirtualTime(200_000, 3_000_000, 12);
    float[] speech = Signals.noise(20 * RATE, 0.5, 1);
    List<Float> heard = new ArrayList<>();
    VirtualSpeaker speaker =
        new VirtualSpeaker(time, RATE, 200, BUFFER, (sample, seconds) -> heard.add(sample));
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(TestVoice.measuring(FORMAT)).measuring().build();
        LiveConversion live =
            converter.from(new ArraySource(speech, RATE)).to(speaker).scheduler(time).start()) {
      time.run(5);
      assertEquals(LiveState.RUNNING, live.state());
      assertEquals(
          5 * RATE,
          (double) live.statistics().capturedFrames(),
          0.2 * RATE,
          "in the speaker's time");
      live.pause();
      time.run(5);
      live.resume();
      time.run(17.5);
      assertEquals(LiveState.ENDED, live.state());
      assertTrue(speaker.ended());
      assertEquals(0, live.statistics().skippedFrames() + live.statistics().droppedFrames());
      assertEquals(0, live.statistics().underruns());
    }
    // Forward until it fades out for the pause, and backward until it fades in after it.
    int latency = 19 + 64 + 2;
    int start = heard.indexOf(speech[0]);
    int left = 0;
    while (speech[left] == heard.get(start + left)) {
      left++;
    }
    int right = speech.length - 1;
    int behind = heard.size() - speech.length;
    while (speech[right] == heard.get(behind + right)) {
      right--;
    }
    assertTrue(start >= latency);
    assertEquals(5 * RATE, left, 0.2 * RATE);
    assertTrue(right - left < 0.006 * RATE, right - left + " frames faded or lost");
  }

  /** Without a clock on the far side, a microphone is written as it comes. */
  @Test
  void aMicrophoneIsWrittenToAFileAsItComes() {
    VirtualTime time = new VirtualTime(200_000, 3_000_000, 13);
    VirtualMicrophone microphone =
        new VirtualMicrophone(time, RATE, 400, 8, 40, n -> LEVEL * Math.sin(ANGLE * n));
    ArraySink file = new ArraySink(20 * RATE, RATE);
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(TestVoice.measuring(FORMAT)).measuring().build();
        LiveConversion live = converter.from(microphone).to(file).scheduler(time).start()) {
      time.run(10);
      assertEquals(0, live.statistics().droppedFrames());
      assertEquals(0, live.statistics().driftPpm());
      assertEquals(
          (double) live.statistics().capturedFrames(),
          (double) live.statistics().playedFrames(),
          0.07 * RATE);
    }
    Signals.Fit fit = Signals.fitSine(file.samples(), RATE / 2, 9 * RATE, RATE, 10.3);
    assertEquals(LEVEL, fit.amplitude(), 1e-4);
    assertTrue(fit.rest() < 1e-9);
  }

  /**
   * The machine becomes too slow for a minute. What is said is a ramp, so that every sample tells
   * when it was captured: what is heard meanwhile is never later than the ledger, a step and a
   * second.
   */
  @ParameterizedTest
  @CsvSource({"20, 1.5", "20, 6", "800, 1.5", "4000, 1.2", "4000, 3"})
  void onATooSlowMachineTheLagIsBounded(int step, double load) {
    double rise = 1e-7;
    StepFormat format = new StepFormat(RATE, RATE, step, step, 64);
    VirtualTime time = new VirtualTime(200_000, 3_000_000, 14);
    VirtualMicrophone microphone = new VirtualMicrophone(time, RATE, 50, 8, 40, n -> n * rise);
    double[] most = {0, 0};
    float[] last = {0};
    int[] run = {0};
    VirtualSpeaker speaker =
        new VirtualSpeaker(
            time,
            RATE,
            0,
            BUFFER,
            (sample, seconds) -> {
              double frames = (sample - last[0]) / rise;
              run[0] = frames > 0.8 && frames < 1.2 ? run[0] + 1 : 0;
              if (run[0] > 40) {
                // Not on the way to or from silence, nor over a gap.
                most[0] = Math.max(most[0], seconds - microphone.timeOf(Math.rint(sample / rise)));
                most[1]++;
              }
              last[0] = sample;
            });
    double[] cost = {0.3};
    TestVoice.Step delay = TestVoice.delay(format);
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(
                    TestVoice.measuring(
                        format,
                        f ->
                            (input, output, controls) -> {
                              time.spend(cost[0] * step / RATE);
                              delay.convert(input, output, controls);
                            }))
                .measuring()
                .build();
        LiveConversion live = converter.from(microphone).to(speaker).scheduler(time).start()) {
      time.run(5);
      most[0] = 0;
      time.run(5);
      double usual = live.latency().totalFrames() / (double) RATE;
      assertEquals(usual, most[0], 0.02);
      most[0] = 0;
      most[1] = 0;
      cost[0] = load;
      time.run(60);
      double bound = live.latency().totalFrames() / (double) RATE + 1 + load * step / RATE;
      assertTrue(most[1] > 1000, most[1] + " samples heard");
      assertTrue(most[0] < bound, most[0] + " s late, bound " + bound);
      assertTrue(live.statistics().droppedFrames() > 0);
      cost[0] = 0.3;
      time.run(30);
      most[0] = 0;
      time.run(10);
      double after = live.latency().totalFrames() / (double) RATE;
      assertEquals(after, most[0], 0.02, "back to what the ledger says");
    }
  }

  @Test
  void mutingFadesAndKeepsRunning() {
    Studio studio = open(Studio.busy(100, 0, 7));
    studio.time.run(2);
    studio.live.mute(true);
    studio.time.run(0.1);
    studio.ear.take();
    studio.time.run(1);
    Ear.Heard heard = studio.ear.take();
    assertEquals(0, heard.loudest());
    studio.live.mute(false);
    studio.time.run(0.1);
    studio.listenUndisturbed(1, 0.001);
  }

  @Test
  void theCushionGrowsWithWhatTheMachineNeeds() {
    // Duties come up to 30 ms late: more than the buffer of 20 ms bridges.
    Studio studio = open(new Studio(new VirtualTime(2_000_000, 30_000_000, 8), 100, 0, 8, 40));
    Duration first = studio.live.statistics().cushion();
    studio.time.run(600);
    assertTrue(studio.live.statistics().underruns() > 0);
    assertTrue(studio.live.statistics().cushion().compareTo(first) > 0);
    long before = studio.live.statistics().underruns();
    studio.time.run(600);
    assertTrue(studio.live.statistics().underruns() - before <= 2, "it has learnt");
  }

  /** Whatever the machine, the device or the voice does regularly, the cushion learns to bridge. */
  @ParameterizedTest
  @CsvSource({
    // microphone's block, speaker's buffer, the voice's step: frames; seconds a step takes
    "160, 80, 20, 0",
    "320, 160, 20, 0",
    "20, 160, 2560, 0.1",
    "20, 160, 5120, 0.3"
  })
  void theCushionLearnsWhatIsNeededRegularly(int block, int buffer, int step, double cost) {
    StepFormat format = new StepFormat(RATE, RATE, step, step, 64);
    Studio studio =
        open(new Studio(VirtualTime.perfect(), 50, 0, block, block + 1, format, buffer));
    studio.stepCost = cost;
    studio.time.run(20);
    long before = studio.live.statistics().underruns();
    assertTrue(before > 0, "it has something to learn");
    studio.ear.take();
    studio.time.run(40);
    assertEquals(before, studio.live.statistics().underruns(), "it has learnt");
    assertEquals(0, studio.ear.take().glitches());
    assertEquals(0, studio.live.statistics().droppedFrames());
  }

  @ParameterizedTest
  @CsvSource({"8", "12", "16", "24"})
  void aSmallBufferDoesNotRunDryWhileThereIsAudio(int buffer) {
    Studio studio = open(new Studio(VirtualTime.perfect(), 0, 0, 1, 2, FORMAT, buffer));
    studio.time.run(10);
    long before = studio.live.statistics().underruns();
    int dry = studio.speaker.ranDry();
    studio.time.run(10);
    assertEquals(dry, studio.speaker.ranDry());
    assertEquals(before, studio.live.statistics().underruns());
  }

  @Test
  void aDeviceThatRanDryUnseenIsCounted() {
    // Duties come up to 30 ms late, and the device holds 10.
    Studio studio =
        open(new Studio(new VirtualTime(2_000_000, 30_000_000, 8), 0, 0, 8, 40, FORMAT, 80));
    studio.time.run(60);
    assertTrue(studio.speaker.ranDry() > 0);
    assertTrue(studio.live.statistics().underruns() >= 0.8 * studio.speaker.ranDry());
  }

  @ParameterizedTest
  @EnumSource(
      value = Trouble.class,
      names = {"MICROPHONE_GONE", "SPEAKER_GONE"})
  void aLostDeviceIsNoReasonForALargerCushion(Trouble trouble) {
    Studio studio = open(Studio.busy(0, 0, 15));
    studio.time.run(5);
    Duration before = studio.live.statistics().cushion();
    studio.undergo(trouble);
    studio.time.run(0.05);
    studio.recover();
    studio.time.run(5);
    assertEquals(1, studio.live.statistics().deviceFailures());
    assertEquals(before, studio.live.statistics().cushion());
  }

  /** A voice that is half a second late still has half a second to say. */
  @ParameterizedTest
  @EnumSource(
      value = Trouble.class,
      names = {"MICROPHONE_GONE", "NONE"})
  void whatWasSaidBeforeALossOrAPauseIsNotHeardAfterIt(Trouble trouble) {
    StepFormat late = new StepFormat(RATE, RATE, 20, 20, RATE / 2);
    Studio studio = open(new Studio(VirtualTime.perfect(), 0, 0, 8, 40, late, BUFFER));
    studio.time.run(3);
    studio.undergo(trouble);
    if (trouble == Trouble.NONE) {
      studio.live.pause();
    }
    studio.time.run(1);
    studio.loudness = 0;
    studio.ear.take();
    studio.recover();
    studio.live.resume();
    studio.time.run(5);
    assertEquals(LiveState.RUNNING, studio.live.state());
    assertEquals(0, studio.ear.take().loudest());
  }

  /** However short: a pause within one step of the voice is a pause. */
  @Test
  void whatIsSaidDuringAPauseWithinAStepIsNotHeard() {
    Studio studio = open(new Studio(VirtualTime.perfect(), 0, 0, 8, 40, FORMAT, RATE / 2));
    studio.loudness = 0;
    studio.time.run(3);
    studio.stepCost = 0.19;
    studio.time.run(0.01);
    studio.live.pause();
    studio.loudness = 1;
    studio.time.run(0.12);
    studio.loudness = 0;
    studio.live.resume();
    studio.stepCost = 0;
    studio.ear.take();
    studio.time.run(3);
    assertEquals(0, studio.ear.take().loudest());
  }

  @Test
  void aVoiceCanBeSwappedWhilePaused() {
    Studio studio = open(Studio.busy(0, 0, 16));
    studio.time.run(2);
    studio.live.pause();
    studio.time.run(0.1);
    CompletableFuture<Void> swapped =
        studio.live.session().swap(TestVoice.measuring(FORMAT, TestVoice::delay));
    for (int i = 0; i < 10_000 && !swapped.isDone(); i++) {
      studio.time.run(0.02);
      Thread.onSpinWait();
    }
    swapped.join();
    studio.live.resume();
    // How long the pause was depends on when the other voice was open: after any, the lag needs
    // more than a second to settle.
    studio.time.run(3);
    studio.listenUndisturbed(3, 0.003);
  }

  /** Whatever it does, from one frame to the next it moves no faster than the voice and a fade. */
  @ParameterizedTest
  @EnumSource(
      value = Trouble.class,
      // The identity begins in the middle of a wave when it is reset after a fault, and a machine
      // that sleeps stops the microphone in one.
      mode = EnumSource.Mode.EXCLUDE,
      names = {"VOICE_THROWS", "VOICE_RETURNS_NAN", "MACHINE_SLEEPS"})
  void nothingClicks(Trouble trouble) {
    Studio studio = open(Studio.busy(400, 0, 17));
    studio.time.run(2);
    studio.undergo(trouble);
    studio.time.run(Studio.TROUBLE_SECONDS);
    studio.recover();
    studio.time.run(4);
    studio.live.close();
    // A gap dies away within half a millisecond, which at 8 kHz is a fifth from frame to frame.
    double fastest = LEVEL * 0.3;
    assertTrue(studio.largestStep < fastest, () -> "a step of " + studio.largestStep);
    assertEquals(0, studio.last, 1e-4, "the end is faded out");
    assertEquals(0, studio.speaker.cutOff());
  }

  @Test
  void closingEndsEverythingAtOnce() {
    Studio studio = open(Studio.busy(0, 0, 9));
    studio.time.run(1);
    assertFalse(studio.speaker.closed());
    studio.live.close();
    studio.live.close();
    studio.time.run(1);
    assertEquals(LiveState.CLOSED, studio.live.state());
    assertEquals(LiveState.CLOSED, studio.states.get(studio.states.size() - 1));
    assertTrue(studio.microphone.closed());
    assertTrue(studio.speaker.closed());
  }

  @Test
  void closingDoesNotWaitForAVoiceThatHangs() {
    Studio studio = open(Studio.busy(0, 0, 10));
    studio.time.run(1);
    studio.undergo(Trouble.VOICE_HANGS);
    studio.time.run(0.2);
    double before = studio.time.seconds();
    studio.live.close();
    assertTrue(studio.time.seconds() - before < 1, "a second is promised");
    assertTrue(studio.microphone.closed());
    assertTrue(studio.speaker.closed());
    studio.recover();
    studio.time.run(3);
  }
}
