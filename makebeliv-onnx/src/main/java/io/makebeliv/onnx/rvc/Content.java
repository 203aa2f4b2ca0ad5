package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.index.FeatureIndex;
import io.makebeliv.onnx.index.IndexSearch;
import org.jspecify.annotations.Nullable;

/**
 * What one stream says, frame by frame: the encoder's rows, drawn towards the voice's own where an
 * index is used, and spread over the frames that are synthesised.
 */
final class Content implements AutoCloseable {

  private final ContentEncoder.Listener encoder;
  private final @Nullable IndexSearch search;
  private final Plan plan;
  private final int channels;
  private final float rate;
  private final float protect;
  private final float[] rows;
  private final float[] frames;
  private final float[] unindexed;

  Content(
      ContentEncoder.Listener encoder,
      @Nullable FeatureIndex index,
      Plan plan,
      int channels,
      double rate,
      double protect) {
    this.encoder = encoder;
    this.plan = plan;
    this.channels = channels;
    this.rate = (float) rate;
    this.protect = (float) protect;
    search =
        index == null || rate == 0
            ? null
            : new IndexSearch(
                index,
                IndexSearch.USUAL_NEIGHBOURS,
                Math.max(1, index.storedProbes()),
                encoder.rows());
    rows = new float[encoder.rows() * channels];
    frames = new float[plan.synthesised() * channels];
    unindexed = new float[search == null ? 0 : frames.length];
  }

  /**
   * Listens to the newest window.
   *
   * @param signal ends with it
   * @param hertz pitch of the frames that are synthesised
   * @return a row for each of them
   */
  float[] hear(float[] signal, float[] hertz) {
    encoder.listen(signal, rows);
    spread(frames);
    if (search != null) {
      System.arraycopy(frames, 0, unindexed, 0, frames.length);
      // Only rows that are heard are worth the search.
      int first = Math.max(0, (plan.heard() - plan.decoded()) / 2);
      search.draw(rows, first * channels, encoder.rows() - first, rate);
      spread(frames);
      ContentRows.protect(frames, unindexed, 0, channels, hertz, 0, plan.synthesised(), protect);
    }
    return frames;
  }

  private void spread(float[] target) {
    int first = plan.heard() - plan.synthesised();
    int missing = Math.max(0, -first);
    ContentRows.spread(
        rows,
        0,
        encoder.rows(),
        channels,
        target,
        missing * channels,
        first + missing,
        plan.synthesised() - missing);
    // Where more is synthesised than was heard, what was heard first is held.
    for (int k = 0; k < missing; k++) {
      System.arraycopy(target, missing * channels, target, k * channels, channels);
    }
  }

  @Override
  public void close() {
    encoder.close();
  }
}
