// SPDX-License-Identifier: GPL-3.0-or-later
package io.makebeliv.tarsos;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs code of TarsosDSP that prints to {@link System#out}, and keeps what it prints from getting
 * there. What other threads print meanwhile gets through.
 */
final class QuietOut {

  private static final Object ONE_AT_A_TIME = new Object();

  private QuietOut() {}

  static <T> T call(Supplier<T> noisy) {
    synchronized (ONE_AT_A_TIME) {
      PrintStream out = System.out;
      AllButThisThread others = new AllButThisThread(out);
      PrintStream filter = new PrintStream(others, true, Charset.defaultCharset());
      System.setOut(filter);
      try {
        return noisy.get();
      } finally {
        others.muted = null;
        // Another's stream, set meanwhile, stays.
        if (System.out == filter) {
          System.setOut(out);
        }
      }
    }
  }

  private static final class AllButThisThread extends OutputStream {

    /** Null again afterwards, for those who got hold of the stream meanwhile. */
    private volatile @Nullable Thread muted = Thread.currentThread();

    private final PrintStream out;

    AllButThisThread(PrintStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) {
      if (Thread.currentThread() != muted) {
        out.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (Thread.currentThread() != muted) {
        out.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() {
      out.flush();
    }
  }
}
