package io.makebeliv;

import io.makebeliv.live.Duty;
import io.makebeliv.live.Engine;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a live conversion from outside, some twenty times a second, and tells what it sees.
 * Carries no audio, so it may log and call the application; where nothing changes it allocates
 * nothing.
 */
final class LiveWatch implements Duty {

  private static final Logger log = LoggerFactory.getLogger(LiveWatch.class);

  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long TELL_INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private static final long TELL_OF_DROPS_INTERVAL = TimeUnit.SECONDS.toNanos(10);

  private static final MuteReason[] FAULTS = {
    MuteReason.BACKEND_FAULT, MuteReason.NOT_FINITE, MuteReason.DEADLINE_MISSED, MuteReason.LEAK
  };

  private final LiveConversion conversion;
  private final Engine engine;
  private final VoiceSession session;
  private final LiveListener listener;
  private final int inputRate;
  private final long deadlineNanos;
  private final long[] told = new long[FAULTS.length];
  private final long[] tellAgain = new long[FAULTS.length];
  private long droppedTold;
  private long tellOfDropsAgain;
  private int cushion;
  private long stalledSince;
  private boolean recordingFailed;
  private volatile long stalls;
  private volatile LiveState state = LiveState.STARTING;

  LiveWatch(
      LiveConversion conversion,
      Engine engine,
      VoiceSession session,
      LiveListener listener,
      int inputRate,
      long deadlineNanos,
      long now) {
    this.conversion = conversion;
    this.engine = engine;
    this.session = session;
    this.listener = listener;
    this.inputRate = inputRate;
    this.deadlineNanos = deadlineNanos;
    cushion = engine.cushionFrames();
    Arrays.fill(tellAgain, now);
    tellOfDropsAgain = now;
  }

  LiveState state() {
    return state;
  }

  long stalls() {
    return stalls;
  }

  @Override
  public long work(long now) {
    String broken = engine.broken();
    if (broken != null) {
      conversion.close(broken);
    }
    String closed = conversion.closed();
    if (closed != null) {
      change(LiveState.CLOSED, closed);
      return DONE;
    }
    look(now);
    tellOfCushion();
    tellOfFaults(now);
    tellOfDrops(now);
    tellOfRecording();
    return INTERVAL;
  }

  private void look(long now) {
    String trouble = engine.deviceTrouble();
    if (engine.finished()) {
      change(LiveState.ENDED, "");
      conversion.over();
    } else if (stalled(now)) {
      change(LiveState.STALLED, "The voice has not come back from a step before its deadline.");
    } else if (trouble != null) {
      change(LiveState.RECOVERING, trouble);
    } else if (engine.paused()) {
      change(LiveState.PAUSED, "");
    } else if (engine.flowing()) {
      change(LiveState.RUNNING, "");
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private boolean stalled(long now) {
    long since = engine.busySince();
    if (since == 0 || now - since < deadlineNanos) {
      return false;
    }
    if (stalledSince != since) {
      stalledSince = since;
      stalls++;
    }
    return true;
  }

  private void change(LiveState to, String why) {
    if (state == to) {
      return;
    }
    state = to;
    if (!why.isEmpty()) {
      log.warn("Session {} is {}: {}", session.id(), to, why);
    }
    tell(() -> listener.stateChanged(to, why));
  }

  private void tellOfCushion() {
    int now = engine.cushionFrames();
    if (now != cushion) {
      cushion = now;
      Duration kept = Duration.ofNanos(now * 1_000_000_000L / session.sampleRate());
      log.info("Session {} keeps {} ms ready after an underrun.", session.id(), kept.toMillis());
      tell(() -> listener.cushionGrown(kept));
    }
  }

  private void tellOfFaults(long now) {
    for (int i = 0; i < FAULTS.length; i++) {
      MuteReason reason = FAULTS[i];
      long total = session.mutedFrames(reason);
      if (total != told[i] && now - tellAgain[i] >= 0) {
        told[i] = total;
        tellAgain[i] = now + TELL_INTERVAL;
        log.warn("Session {} is silent: {}, {} frames so far.", session.id(), reason, total);
        tell(() -> listener.voiceFailed(reason, total));
      }
    }
  }

  private void tellOfDrops(long now) {
    long dropped = engine.gauges().dropped.get() + engine.gauges().overflowed.get();
    if (dropped != droppedTold && now - tellOfDropsAgain >= 0) {
      droppedTold = dropped;
      tellOfDropsAgain = now + TELL_OF_DROPS_INTERVAL;
      Duration total = Duration.ofNanos(Math.round(dropped * 1e9 / inputRate));
      double load = engine.gauges().load();
      log.warn(
          "Session {} has left out {} ms of input that came too late; it takes {} of its time.",
          session.id(),
          total.toMillis(),
          load);
      tell(() -> listener.inputDropped(total, load));
    }
  }

  private void tellOfRecording() {
    String trouble = engine.recordingTrouble();
    if (trouble != null && !recordingFailed) {
      recordingFailed = true;
      log.warn("Session {} is not recorded any more: {}", session.id(), trouble);
      tell(() -> listener.recordingFailed(trouble));
    }
  }

  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException | Error e) {
      log.warn("The listener of session {} has failed.", session.id(), e);
    }
  }

  @Override
  public void end() {}
}
