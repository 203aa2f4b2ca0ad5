package io.makebeliv.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class AudioFilesTest {

  @Test
  void failuresAreToldInWords() {
    assertEquals("permission denied", AudioFiles.reason(new AccessDeniedException("a.wav")));
    assertEquals(
        "No space left on device",
        AudioFiles.reason(new FileSystemException("a.wav", null, "No space left on device")));
    assertEquals("Input/output error", AudioFiles.reason(new IOException("Input/output error")));
    assertEquals("ClosedChannelException", AudioFiles.reason(new ClosedChannelException()));
  }
}
