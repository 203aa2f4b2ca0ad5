package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.Value;

/** How a signal lies in memory. Its channels are along axis 1 either way. */
enum Plane {
  /** An image [1, channels, 1, samples], as onnxruntime's convolutions like it. */
  IMAGE(3),
  /** Rows [samples, channels], as its matrix products like it. */
  ROWS(0);

  private final int time;

  Plane(int time) {
    this.time = time;
  }

  /** The axis of time. */
  int time() {
    return time;
  }

  Dim[] dims(int channels, int samples) {
    return this == IMAGE
        ? new Dim[] {Dim.of(1), Dim.of(channels), Dim.of(1), Dim.of(samples)}
        : new Dim[] {Dim.of(samples), Dim.of(channels)};
  }

  /** Lays an image in this way. */
  Value ofImage(Value image) {
    return this == IMAGE ? image : turnedToRows(image);
  }

  /** Lays rows in this way. */
  Value ofRows(Value rows) {
    return this == IMAGE ? turnedToImage(rows) : rows;
  }

  /** What lies in this way as an image. */
  Value toImage(Value value) {
    return this == IMAGE ? value : turnedToImage(value);
  }

  /** What lies in this way as rows. */
  Value toRows(Value value) {
    return this == IMAGE ? turnedToRows(value) : value;
  }

  private static Value turnedToRows(Value image) {
    return image.squeeze(0, 2).transpose(1, 0);
  }

  private static Value turnedToImage(Value rows) {
    return rows.transpose(1, 0).unsqueeze(0, 2);
  }
}
