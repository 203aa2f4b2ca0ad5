package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README shows the code that the consumer's build compiles and runs. */
final class ReadmeTest {

  private static final Path README = Path.of("../README.md");
  private static final Path CONSUMER =
      Path.of("src/it/consumer/src/main/java/com/example/voice/VoiceChanger.java");

  private static final Pattern VERSION = Pattern.compile("<version>(.*?)</version>");
  private static final Pattern SHOWN = Pattern.compile("```java\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern COMPILED =
      Pattern.compile(
          "// The README's lines begin here\\.\n(.*?)\n *// The README's lines end here\\.",
          Pattern.DOTALL);

  @Test
  void showsTheLinesThatAreCompiled() throws IOException {
    assertEquals(
        first(COMPILED, CONSUMER).stripIndent(), first(SHOWN, README), "the README's Java code");
  }

  @Test
  void showsTheVersionThatIsBuilt() throws IOException {
    assertEquals(first(VERSION, Path.of("../pom.xml")), first(VERSION, README));
  }

  private static String first(Pattern pattern, Path file) throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(file).replace("\r\n", "\n"));
    assertTrue(matcher.find(), () -> "nothing like " + pattern + " in " + file);
    return matcher.group(1);
  }
}
