package io.makebeliv.audio.javasound;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;

/**
 * A device without hardware whose lines do what a test says.
 *
 * @param <L> the kind of line
 */
final class FakeLines<L extends DataLine> implements LineProvider<L> {

  /** Which formats there are. */
  Predicate<AudioFormat> offered = format -> true;

  /** Which of them can be opened now. */
  Predicate<AudioFormat> free = format -> true;

  final List<String> tried = new ArrayList<>();
  volatile int available;
  volatile int transferred = Integer.MAX_VALUE;
  volatile boolean open;
  volatile boolean running;
  int opened;
  private final Class<L> kind;

  FakeLines(Class<L> kind) {
    this.kind = kind;
  }

  @Override
  public String name() {
    return "Fake";
  }

  @Override
  public L open(AudioFormat format, int bufferBytes) throws LineUnavailableException {
    tried.add(Math.round(format.getSampleRate()) + "x" + format.getChannels());
    if (!offered.test(format)) {
      throw new IllegalArgumentException("not offered");
    }
    if (!free.test(format)) {
      throw new LineUnavailableException("busy");
    }
    open = true;
    opened++;
    return kind.cast(
        Proxy.newProxyInstance(
            kind.getClassLoader(),
            new Class<?>[] {kind},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getFormat" -> format;
                  case "getBufferSize" -> bufferBytes;
                  case "available" -> available;
                  case "isOpen" -> open;
                  case "isRunning" -> running;
                  case "start" -> {
                    running = true;
                    yield null;
                  }
                  case "close" -> {
                    open = false;
                    running = false;
                    yield null;
                  }
                  case "read", "write" -> Math.min((Integer) arguments[2], transferred);
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  default -> throw new AssertionError(method);
                }));
  }
}
