package io.makebeliv;

import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.pipeline.ControlTargets;
import io.makebeliv.pipeline.Finish;
import io.makebeliv.pipeline.Pipeline;
import io.makebeliv.pipeline.StreamRates;
import io.makebeliv.pipeline.StreamSetup;
import io.makebeliv.pipeline.VoiceLane;
import io.makebeliv.preset.Preset;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which voice a session speaks with, where it is steered, and how another takes its place: opened
 * on a thread of its own, crossfaded in by the pipeline, the old one closed when it is no longer
 * heard. Swaps take their turns in the order in which they were asked for.
 */
final class VoiceSwaps {

  private static final Logger log = LoggerFactory.getLogger(VoiceSwaps.class);

  private static final long POLL_NANOS = 500_000;

  private final String id;
  private final StreamRates rates;
  private final Pipeline pipeline;

  /**
   * Held while settings are checked against a voice that must still be the one when they are set.
   */
  private final Object steering = new Object();

  private volatile InferenceBackend backend;
  private volatile ControlTargets targets;
  private volatile StreamSetup setup;

  /** Completes when the swap asked for last has ended. */
  private final AtomicReference<CompletableFuture<Void>> turns =
      new AtomicReference<>(CompletableFuture.completedFuture(null));

  private volatile boolean closed;
  private @Nullable InferenceBackend owned;
  private boolean released;

  VoiceSwaps(
      String id,
      StreamRates rates,
      Pipeline pipeline,
      InferenceBackend backend,
      ControlTargets targets,
      StreamSetup setup) {
    this.id = id;
    this.rates = rates;
    this.pipeline = pipeline;
    this.backend = backend;
    this.targets = targets;
    this.setup = setup;
  }

  VoiceSettings settings() {
    return targets.get();
  }

  /**
   * Goes to other settings.
   *
   * @throws IllegalArgumentException if the voice, or one that is coming in, cannot do it
   */
  void steer(UnaryOperator<VoiceSettings> change) {
    synchronized (steering) {
      VoiceSettings changed = change.apply(targets.get());
      pipeline.check(targets, changed);
      targets.set(changed);
    }
  }

  /** Opens the same voice anew, for its pitch, and lets level and colour fade over. */
  CompletableFuture<Void> fluctuation(Fluctuation fluctuation) {
    return inBackground(() -> vary(fluctuation));
  }

  private void vary(Fluctuation fluctuation) {
    exchange(backend, targets, setup.with(fluctuation), () -> pipeline.fluctuation(fluctuation));
  }

  /**
   * Changes all that a preset says but for the voice.
   *
   * @throws IllegalArgumentException if the voice cannot do it; nothing is changed then
   */
  CompletableFuture<Void> apply(Preset preset) {
    Fluctuation varying = preset.fluctuation();
    Runnable around = pipeline.prepare(finish(preset, setup.finish().fluctuation()));
    VoiceSettings settings = preset.settings(backend.defaults());
    steer(before -> settings);
    around.run();
    return inBackground(
        () -> {
          if (!varying.equals(setup.finish().fluctuation())) {
            vary(varying);
          }
        });
  }

  /** Changes all that a preset says, with a voice that stays the caller's. */
  CompletableFuture<Void> apply(Preset preset, InferenceBackend next) {
    return inBackground(
        () -> {
          ControlTargets steered = new ControlTargets(preset.settings(next.defaults()));
          Runnable around = pipeline.prepare(finish(preset, preset.fluctuation()));
          exchange(next, steered, setup.with(preset.fluctuation()), around);
          release(own(null));
        });
  }

  private static Finish finish(Preset preset, Fluctuation fluctuation) {
    return new Finish(fluctuation, preset.input(), preset.effects(), preset.ambience());
  }

  /** Takes a voice that stays the caller's. */
  CompletableFuture<Void> swap(InferenceBackend next) {
    return inBackground(
        () -> {
          exchange(next, targets, setup, () -> {});
          release(own(null));
        });
  }

  /** Loads a voice, which is then this session's, and takes it. */
  CompletableFuture<Void> swap(Path model) {
    return inBackground(
        () -> {
          InferenceBackend loaded = Backends.load(model);
          try {
            exchange(loaded, targets, setup, () -> {});
          } catch (RuntimeException | Error e) {
            loaded.close();
            throw e;
          }
          release(own(loaded));
        });
  }

  private CompletableFuture<Void> inBackground(Runnable exchange) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    CompletableFuture<Void> turn = new CompletableFuture<>();
    CompletableFuture<Void> before = turns.getAndSet(turn);
    Runnable body =
        () -> {
          before.join();
          try {
            exchange.run();
            done.complete(null);
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
          } finally {
            turn.complete(null);
          }
        };
    Thread thread = new Thread(body, "makebeliv-swap-" + id);
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  /**
   * Opens a voice and waits until it alone is heard. If that fails, nothing is changed.
   *
   * @param around changes what else goes with the new voice
   */
  private void exchange(
      InferenceBackend next, ControlTargets steered, StreamSetup opening, Runnable around) {
    VoiceLane old = pipeline.voice();
    VoiceLane lane = VoiceLane.open(rates, next, opening, steered, old.ledger().totalFrames());
    try {
      lane.join(pipeline.position());
      synchronized (steering) {
        // While it was opened, somebody may have asked for what it cannot do.
        next.check(steered.get());
        around.run();
        setup = opening;
        backend = next;
        targets = steered;
        pipeline.offer(lane);
      }
    } catch (RuntimeException | Error e) {
      lane.close();
      throw e;
    }
    while (pipeline.voice() != lane) {
      if (closed) {
        if (pipeline.withdraw(lane)) {
          lane.close();
        }
        throw new ModelException("The session was closed before the new voice was heard.");
      }
      LockSupport.parkNanos(this, POLL_NANOS);
    }
    release(old);
  }

  /** Takes a voice into this session's keeping; returns the one that is to be closed now. */
  private synchronized @Nullable InferenceBackend own(@Nullable InferenceBackend backend) {
    InferenceBackend unused = released ? backend : owned;
    owned = released ? null : backend;
    return unused;
  }

  private synchronized @Nullable InferenceBackend disown() {
    released = true;
    return owned;
  }

  /** Closes what is no longer heard; a failure there must not undo the swap that made it so. */
  private void release(@Nullable AutoCloseable unused) {
    try {
      if (unused != null) {
        unused.close();
      }
    } catch (Exception e) {
      log.warn("Session {} could not close a voice that it no longer needs.", id, e);
    }
  }

  /** Ends the voice that is heard, and swaps under way. No block is being processed then. */
  void close() {
    release(pipeline);
    release(disown());
    closed = true;
  }
}
