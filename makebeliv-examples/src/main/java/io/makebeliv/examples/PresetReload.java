package io.makebeliv.examples;

import io.makebeliv.Backends;
import io.makebeliv.LiveConversion;
import io.makebeliv.VoiceConversionException;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.preset.Preset;
import io.makebeliv.preset.VoiceChoice;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Applies a preset's file to a live conversion whenever it is saved. Used by one thread. */
final class PresetReload implements AutoCloseable {

  private final PresetWatch watch;
  private final VoiceOptions options;
  private final LiveConversion live;
  private final LiveDisplay display;
  private VoiceChoice voice;
  private @Nullable InferenceBackend opened;
  private @Nullable Change change;

  /**
   * A preset on its way to be heard.
   *
   * @param next the voice that was opened for it, if it has another one
   */
  private record Change(
      CompletableFuture<Void> done, VoiceChoice voice, @Nullable InferenceBackend next) {}

  PresetReload(
      PresetWatch watch,
      VoiceChoice voice,
      VoiceOptions options,
      LiveConversion live,
      LiveDisplay display) {
    this.watch = watch;
    this.voice = voice;
    this.options = options;
    this.live = live;
    this.display = display;
  }

  /** Looks whether there is something new; what cannot be used is told, and the old stays. */
  void look() {
    Change underWay = change;
    try {
      if (underWay == null) {
        Optional<Preset> changed = watch.changed();
        changed.map(options::wanted).ifPresent(this::apply);
      } else if (underWay.done().isDone()) {
        change = null;
        settle(underWay);
        display.tell("the preset was loaded again");
      }
    } catch (VoiceConversionException | IllegalArgumentException e) {
      display.tell(String.valueOf(e.getMessage()));
    } catch (CompletionException e) {
      display.tell(explain(e));
    }
  }

  /** Waits for a change, and closes the voice that it leaves unused: the old one, or its own. */
  private void settle(Change settled) {
    InferenceBackend unused = settled.next();
    try {
      settled.done().join();
      voice = settled.voice();
      if (settled.next() != null) {
        unused = opened;
        opened = settled.next();
      }
    } finally {
      if (unused != null) {
        unused.close();
      }
    }
  }

  private static String explain(CompletionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause instanceof IllegalArgumentException
        ? String.valueOf(cause.getMessage())
        : Makebeliv.explain(cause);
  }

  private void apply(Preset preset) {
    if (preset.voice().equals(voice)) {
      change = new Change(live.session().apply(preset), voice, null);
      return;
    }
    InferenceBackend next = Backends.open(preset.voice());
    change = new Change(live.session().apply(preset, next), preset.voice(), next);
  }

  /** Closes the voices that were opened. After the conversion, which ends a change under way. */
  @Override
  public void close() {
    try {
      if (change != null) {
        settle(change);
      }
    } catch (CompletionException e) {
      // It came too late to be heard.
    } finally {
      if (opened != null) {
        opened.close();
      }
    }
  }
}
