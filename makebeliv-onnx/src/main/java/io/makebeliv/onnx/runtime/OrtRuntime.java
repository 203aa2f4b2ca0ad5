package io.makebeliv.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import io.makebeliv.inference.Availability;
import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.ExecutionProvider;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** The one environment of ONNX Runtime in this process, made when first needed. */
public final class OrtRuntime {

  /**
   * Telemetry is switched on in this build, and it crashes the JVM where the command line is long.
   */
  private static final String REFUSED = "1.29.0";

  private static final int OLDEST_MINOR = 20;
  private static final String WANTED = "Use com.microsoft.onnxruntime:onnxruntime:1.28.0";

  /** Its natives recurse deeper than a Java thread's stack is sure to reach. */
  private static final long STACK_BYTES = 64L << 20;

  private OrtRuntime() {}

  private static final class Holder {

    static final @Nullable OrtEnvironment ENVIRONMENT;
    static final @Nullable ModelException FAILURE;

    static {
      OrtEnvironment made = null;
      ModelException failure = null;
      try {
        made = onItsOwnThread(OrtRuntime::make);
      } catch (ModelException e) {
        failure = e;
      } catch (Exception | LinkageError e) {
        failure = new ModelException(unloadable(e), e);
      }
      ENVIRONMENT = made;
      FAILURE = failure;
    }
  }

  // Outside of Holder, which is not initialised before the other thread has ended.
  private static OrtEnvironment make() throws OrtException {
    // Before anything native runs: a refused version does its harm while it is loaded.
    refuse(jarVersion());
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    environment.setTelemetry(false);
    refuse(environment.getVersion());
    return environment;
  }

  /**
   * Returns the environment.
   *
   * @throws ModelException if ONNX Runtime cannot be used here; always the same one
   */
  static OrtEnvironment environment() {
    OrtEnvironment environment = Holder.ENVIRONMENT;
    if (environment == null) {
      ModelException failure = Holder.FAILURE;
      throw new ModelException(
          failure == null ? "ONNX Runtime is not there." : String.valueOf(failure.getMessage()),
          failure);
    }
    return environment;
  }

  /** Says whether this build of ONNX Runtime can use a provider; loads it. */
  public static boolean isBuiltWith(ExecutionProvider provider) {
    environment();
    return OrtEnvironment.getAvailableProviders().contains(GraphLoader.ort(provider));
  }

  /** Returns the version in use, for logs. */
  public static String version() {
    return environment().getVersion();
  }

  /** Says whether ONNX Runtime can run here, without loading it. */
  public static Availability availability() {
    try {
      refuse(jarVersion());
      String folder = System.getProperty("onnxruntime.native.path", "");
      if (folder.isEmpty() && OrtEnvironment.class.getResource(jni()) == null && !isAndroid()) {
        return Availability.no(noNatives());
      }
      return Availability.YES;
    } catch (ModelException e) {
      return Availability.no(String.valueOf(e.getMessage()));
    } catch (LinkageError e) {
      return Availability.no("ONNX Runtime is not on the class path. " + WANTED + ".");
    }
  }

  /**
   * Runs what creates native objects on a thread of its own with a deep stack, and waits for it.
   * ONNX Runtime also switches denormal numbers off in the thread that makes the first session, for
   * good and for Java as well; no thread of the host's must keep that.
   */
  static <T> T onItsOwnThread(Callable<T> task) throws Exception {
    FutureTask<T> result = new FutureTask<>(task);
    Thread thread = new Thread(null, result, "makebeliv-onnx-load", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          // A load cannot be stopped half way; the caller finds out afterwards.
          interrupted = true;
        } catch (ExecutionException e) {
          throw unwrapped(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Exception unwrapped(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof Exception exception ? exception : e;
  }

  /** What the jar says of itself; empty where its manifest is gone, as in a shaded jar. */
  private static String jarVersion() {
    String version = OrtEnvironment.class.getPackage().getImplementationVersion();
    return version == null ? "" : version;
  }

  /** Refuses versions that must not run, or cannot. An empty version passes. */
  static void refuse(String version) {
    if (version.equals(REFUSED)) {
      throw new ModelException(
          "onnxruntime %s is refused: it reports to its maker over the network, and voices stay on this machine. %s."
              .formatted(version, WANTED));
    }
    if (version.isEmpty()) {
      return;
    }
    String[] parts = version.split("\\.", -1);
    if (!parts[0].equals("1") || parts.length < 2 || minor(parts[1]) < OLDEST_MINOR) {
      throw new ModelException(
          "onnxruntime %s is not supported: 1.%d and later are. %s."
              .formatted(version, OLDEST_MINOR, WANTED));
    }
  }

  private static int minor(String part) {
    try {
      return Integer.parseInt(part);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String unloadable(Throwable e) {
    return "ONNX Runtime's native library could not be loaded on %s: %s. %s"
        .formatted(platform(), e, noNatives());
  }

  private static String noNatives() {
    return "The jar has natives for linux-x64, linux-aarch64, osx-aarch64 and win-x64, this is %s; for others set -Donnxruntime.native.path to a folder with them. On Windows the Visual C++ runtime must be up to date."
        .formatted(platform());
  }

  private static boolean isAndroid() {
    return System.getProperty("java.vm.name", "").toLowerCase(Locale.ROOT).contains("dalvik");
  }

  private static String jni() {
    String name = platform().startsWith("win") ? "%s.dll" : "lib%s.so";
    return "native/"
        + platform()
        + "/"
        + (platform().startsWith("osx") ? "lib%s.dylib" : name).formatted("onnxruntime4j_jni");
  }

  private static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String system =
        os.contains("mac") || os.contains("darwin") ? "osx" : os.contains("win") ? "win" : os;
    String machine =
        switch (arch) {
          case "amd64", "x86_64" -> "x64";
          case "arm64" -> "aarch64";
          default -> arch;
        };
    return system + "-" + machine;
  }
}
