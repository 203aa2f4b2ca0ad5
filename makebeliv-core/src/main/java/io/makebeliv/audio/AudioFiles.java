package io.makebeliv.audio;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;

/**
 * Opens and creates audio files. WAV is read and written here; whatever else an {@link
 * AudioFileOpener} on the class path reads comes through the same door.
 *
 * <p>Files are streamed: memory stays constant however long they are.
 */
public final class AudioFiles {

  private AudioFiles() {}

  /**
   * Opens an audio file, recognised by its content.
   *
   * <p>Core reads WAV, RF64 and BW64 with integers of 8 to 32 bits or floats of 32 or 64, of 1 to
   * 256 channels, and 1 to 768 000 Hz. It reads what is really there: a header that claims more
   * audio than the file holds, or that was never finished because the encoder was streaming, ends
   * where the file ends. NaN and infinity are read as 0. A named pipe can be read if it carries
   * WAV; its length is then unknown.
   *
   * @param file an existing file
   * @return the open file, owned by the caller
   * @throws AudioException if the file is missing, empty, broken, or of a kind that nothing on the
   *     class path opens
   */
  public static AudioFileSource open(Path file) {
    if (Files.isDirectory(file)) {
      throw new AudioException(file + " is a folder; expected an audio file.");
    }
    boolean regular = Files.isRegularFile(file);
    String unreadable;
    try {
      OptionalLong size = regular ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
      InputStream raw = Files.newInputStream(file);
      BufferedInputStream in = new BufferedInputStream(regular ? raw : pipe(raw));
      PcmSource wav = null;
      try {
        byte[] head = peek(in);
        if (head.length == 0) {
          throw new AudioException(file + " is empty; expected an audio file.");
        }
        if (WavHeader.begins(head)) {
          WavHeader header = WavHeader.read(in, size);
          if (header.format().pcm().isPresent()) {
            wav = samples(in, header, header.format().pcm().get(), file);
            return regular ? new StoredFile(file, wav) : wav;
          }
          unreadable = "is a WAV file of " + header.format().name();
        } else {
          unreadable = FileKind.describe(head);
        }
      } finally {
        if (wav == null) {
          in.close();
        }
      }
    } catch (BrokenWavException e) {
      throw new AudioException(file + " is a broken WAV file: it " + e.getMessage() + ".", e);
    } catch (NoSuchFileException e) {
      throw new AudioException("No such audio file: " + file + ".", e);
    } catch (IOException e) {
      throw new AudioException("Could not read " + file + " (" + reason(e) + ").", e);
    }
    if (!regular) {
      // What came through a pipe is gone: no opener could look at it again.
      throw new AudioException(
          file + " " + unreadable + "; only PCM and float WAV can be read from a pipe.");
    }
    List<AudioFileOpener> openers = openers();
    for (AudioFileOpener opener : openers) {
      Optional<AudioFileSource> source = opener.open(file);
      if (source.isPresent()) {
        return new StoredFile(file, source.get());
      }
    }
    throw new AudioException(file + " " + unreadable + ". " + advice(openers.isEmpty()));
  }

  /**
   * Creates a mono WAV file of 16-bit samples.
   *
   * @param target the file to write; replaced if it exists
   * @param sampleRate frames per second, 1 to 768 000
   * @return the sink, owned by the caller
   * @throws AudioException if the target cannot be written
   * @see #create(Path, int, SampleEncoding)
   */
  public static AudioSink create(Path target, int sampleRate) {
    return create(target, sampleRate, SampleEncoding.PCM_16);
  }

  /**
   * Creates a mono WAV file.
   *
   * <p>The samples go to a hidden temporary file beside the target. {@link AudioSink#end()} moves
   * it into place in one step, so that nobody ever sees half a file, and a source that reads the
   * target itself reads on undisturbed (Windows may refuse to replace a file while it is open; it
   * is unchanged then). Closing without {@code end()}, or a failed write, deletes the temporary
   * file and leaves the target as it was. Above 4 GB the file becomes an RF64 (EBU Tech 3306).
   *
   * @param target the file to write; replaced if it exists. A symbolic link is followed.
   * @param sampleRate frames per second, 1 to 768 000
   * @param encoding how to store the samples
   * @return the sink, owned by the caller
   * @throws IllegalArgumentException if the sample rate is out of range
   * @throws AudioException if the folder is missing or not writable, or the target is something
   *     other than a writable regular file; thrown here, before any work is done
   */
  public static AudioSink create(Path target, int sampleRate, SampleEncoding encoding) {
    return WavSink.create(target, sampleRate, encoding, WavSink.RIFF_LIMIT);
  }

  private static PcmSource samples(InputStream in, WavHeader header, PcmFormat format, Path file) {
    long frames = header.dataBytes() / format.frameBytes();
    OptionalLong length = header.measured() ? OptionalLong.of(frames) : OptionalLong.empty();
    return new PcmSource(in, format, length, frames, file.toString());
  }

  private static List<AudioFileOpener> openers() {
    return ServiceLoader.load(AudioFileOpener.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  private static String advice(boolean noOpeners) {
    return noOpeners
        ? "Core alone opens PCM and float WAV: add makebeliv-audio, which opens what Java Sound and"
            + " its decoder jars do, or convert the file to WAV."
        : "Nothing on the class path opens it: add a Java Sound decoder jar for this kind, or"
            + " convert the file to WAV.";
  }

  /** Keeps to reading: the JDK's own stream tries to seek, which fails in a pipe. */
  private static InputStream pipe(InputStream pipe) {
    return new FilterInputStream(pipe) {
      @Override
      public long skip(long count) throws IOException {
        return pipe.readNBytes((int) Math.min(count, 8192)).length;
      }

      @Override
      public int available() {
        return 0;
      }
    };
  }

  private static byte[] peek(BufferedInputStream in) throws IOException {
    in.mark(FileKind.HEAD);
    byte[] head = in.readNBytes(FileKind.HEAD);
    in.reset();
    return head;
  }

  /** Says why in words: the message of some failures is nothing but the name of a file. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String message = e instanceof FileSystemException fault ? fault.getReason() : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
