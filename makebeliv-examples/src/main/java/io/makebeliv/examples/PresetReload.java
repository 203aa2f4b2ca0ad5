package io.makebeliv.examples;

import io.makebeliv.Backends;
import io.makebeliv.LiveConversion;
import io.makebeliv.VoiceConversionException;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.preset.Preset;
import io.makebeliv.preset.VoiceChoice;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Applies a preset's file to a live conversion whenever it is saved. Used by one thread. */
final class PresetReload implements AutoCloseable {

  private final PresetWatch watch;
  private final VoiceOptions options;
  private final LiveConversion live;
  private final LiveDisplay display;
  private final Deque<InferenceBackend> opened = new ArrayDeque<>();
  private VoiceChoice voice;
  private @Nullable CompletableFuture<Void> underWay;

  PresetReload(
      Path file,
      VoiceChoice voice,
      VoiceOptions options,
      LiveConversion live,
      LiveDisplay display) {
    watch = new PresetWatch(file);
    this.voice = voice;
    this.options = options;
    this.live = live;
    this.display = display;
  }

  /** Looks whether there is something new; what cannot be used is told, and the old stays. */
  void look() {
    try {
      if (underWay == null) {
        Optional<Preset> changed = watch.changed();
        changed.map(options::wanted).ifPresent(this::apply);
      } else if (underWay.isDone()) {
        CompletableFuture<Void> done = underWay;
        underWay = null;
        done.get();
        display.tell("the preset was loaded again");
      }
    } catch (VoiceConversionException | IllegalArgumentException e) {
      display.tell(String.valueOf(e.getMessage()));
    } catch (ExecutionException e) {
      display.tell(explain(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String explain(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause instanceof IllegalArgumentException
        ? String.valueOf(cause.getMessage())
        : Makebeliv.explain(cause);
  }

  private void apply(Preset preset) {
    if (preset.voice().equals(voice)) {
      underWay = live.session().apply(preset);
      return;
    }
    InferenceBackend next = Backends.open(preset.voice());
    opened.push(next);
    voice = preset.voice();
    underWay = live.session().apply(preset, next);
  }

  /** Closes the voices that were opened. After the conversion. */
  @Override
  public void close() {
    opened.forEach(InferenceBackend::close);
  }
}
