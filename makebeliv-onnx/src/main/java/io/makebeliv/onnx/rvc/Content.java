package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.index.FeatureIndex;
import io.makebeliv.onnx.index.IndexSearch;
import org.jspecify.annotations.Nullable;

/**
 * What one stream says, frame by frame: the encoder's rows, drawn towards the voice's own where an
 * index is used, and spread over the frames that are synthesised.
 */
final class Content implements AutoCloseable {

  private static final int FRAME = ContentEncoder.SAMPLE_RATE / Synthesizer.FRAME_RATE;

  private final ContentEncoder.Listener encoder;
  private final @Nullable IndexSearch search;

  /** The first row that is searched for: only those that are heard are worth it. */
  private final int first;

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
    first = Math.max(0, (plan.heard() - plan.decoded()) / 2);
    search =
        index == null || rate == 0
            ? null
            : new IndexSearch(
                index,
                IndexSearch.USUAL_NEIGHBOURS,
                Math.max(1, index.storedProbes()),
                encoder.rows() - first);
    rows = new float[encoder.rows() * channels];
    frames = new float[plan.synthesised() * channels];
    unindexed = new float[search == null ? 0 : frames.length];
  }

  /**
   * Listens to the newest window.
   *
   * @param signal ends with it
   * @param hertz pitch of the frames that are synthesised
   * @param stretch says which these are
   * @return a row for each of them
   */
  float[] hear(float[] signal, float[] hertz, Stretch stretch) {
    encoder.listen(signal, rows);
    spread(frames, stretch);
    if (search != null) {
      System.arraycopy(frames, 0, unindexed, 0, frames.length);
      search.draw(rows, first * channels, encoder.rows() - first, rate);
      spread(frames, stretch);
      ContentRows.protect(frames, unindexed, 0, channels, hertz, 0, plan.synthesised(), protect);
    }
    return frames;
  }

  private void spread(float[] target, Stretch stretch) {
    for (int k = 0; k < plan.synthesised(); k++) {
      double place = stretch.place(k);
      int before = (int) Math.floor(place);
      float share = (float) (place - before);
      int one = row(before);
      int other = share == 0 ? one : row(before + 1);
      int at = k * channels;
      System.arraycopy(rows, one, target, at, channels);
      for (int i = 0; one != other && i < channels; i++) {
        target[at + i] += share * (rows[other + i] - target[at + i]);
      }
    }
  }

  /** Where a frame's row begins. What was heard first, or last, is held where nothing was. */
  private int row(int frame) {
    int sample = frame * FRAME + encoder.late();
    int row = Math.floorDiv(sample, ContentEncoder.HOP);
    return channels * Math.max(0, Math.min(encoder.rows() - 1, row));
  }

  /** Leaves out so many samples of the stream. */
  void skip(long samples) {
    encoder.skip(samples);
  }

  /** Begins anew. */
  void reset() {
    encoder.reset();
  }

  @Override
  public void close() {
    encoder.close();
  }
}
