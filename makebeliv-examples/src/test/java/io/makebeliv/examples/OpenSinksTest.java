package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenSinksTest {

  @TempDir Path folder;

  @Test
  void anEndingProcessLeavesNothingUnfinishedBehind() throws IOException {
    OpenSinks open = new OpenSinks();
    AudioSink finished = sink("finished.wav");
    open.add(finished);
    finished.end();
    open.remove(finished);
    AudioSink unfinished = sink("unfinished.wav");
    open.add(unfinished);
    unfinished.write(new float[100], 0, 100);
    assertEquals(2, files());

    open.abandon();
    assertEquals(1, files());
    assertTrue(Files.exists(folder.resolve("finished.wav")));

    open.add(sink("late.wav"));
    assertEquals(1, files());
    assertFalse(Files.exists(folder.resolve("late.wav")));
  }

  @Test
  void nobodyWaitsInAProcessThatGoesOn() {
    new OpenSinks().waitIfAbandoned();
  }

  private AudioSink sink(String name) {
    return AudioFiles.create(folder.resolve(name), 8000);
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
