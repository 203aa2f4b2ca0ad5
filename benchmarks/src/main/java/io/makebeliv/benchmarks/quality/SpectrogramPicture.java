package io.makebeliv.benchmarks.quality;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.jtransforms.fft.DoubleFFT_1D;

/** Two spectrograms side by side, in grey: 0 to 8 kHz upwards, dark is loud. */
final class SpectrogramPicture {

  private static final int LENGTH = 480;
  private static final int SIZE = 1024;
  private static final int WIDTH = 700;
  private static final int GAP = 8;
  private static final double DEPTH_DB = 70;

  private final Sound left;
  private final Sound right;

  SpectrogramPicture(Sound left, Sound right) {
    this.left = left.forAnalysis();
    this.right = right.forAnalysis();
  }

  void write(Path target) throws IOException {
    Path part = Files.createTempFile(target.toAbsolutePath().getParent(), "picture", ".part");
    try {
      ImageIO.write(image(), "png", part.toFile());
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  BufferedImage image() {
    BufferedImage image =
        new BufferedImage(2 * WIDTH + GAP, SIZE / 2, BufferedImage.TYPE_BYTE_GRAY);
    double[][] before = decibels(left);
    double loudest = Arrays.stream(before).flatMapToDouble(Arrays::stream).max().orElse(0);
    draw(image, 0, before, loudest);
    draw(image, WIDTH + GAP, decibels(right), loudest);
    return image;
  }

  private static void draw(BufferedImage image, int from, double[][] columns, double loudest) {
    for (int x = 0; x < WIDTH; x++) {
      for (int k = 0; k < SIZE / 2; k++) {
        double below = Math.max(0, Math.min(1, (loudest - columns[x][k]) / DEPTH_DB));
        int grey = (int) Math.round(255 * below);
        image.getRaster().setSample(from + x, SIZE / 2 - 1 - k, 0, grey);
      }
    }
  }

  private static double[][] decibels(Sound sound) {
    DoubleFFT_1D fft = new DoubleFFT_1D(SIZE);
    double[][] columns = new double[WIDTH][SIZE / 2];
    double[] frame = new double[SIZE];
    for (int x = 0; x < WIDTH; x++) {
      Arrays.fill(frame, 0);
      int from = (int) ((x + 0.5) / WIDTH * sound.length()) - LENGTH / 2;
      for (int n = Math.max(0, -from); n < LENGTH && from + n < sound.length(); n++) {
        double w = 0.5 - 0.5 * Math.cos(2 * Math.PI * (n + 0.5) / LENGTH);
        frame[n] = w * sound.samples()[from + n];
      }
      fft.realForward(frame);
      for (int k = 1; k < SIZE / 2; k++) {
        double power = frame[2 * k] * frame[2 * k] + frame[2 * k + 1] * frame[2 * k + 1];
        columns[x][k] = 10 * Math.log10(power + 1e-12);
      }
      columns[x][0] = columns[x][1];
    }
    return columns;
  }
}
