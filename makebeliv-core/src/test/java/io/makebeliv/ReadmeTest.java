package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README shows the code that the consumer's build compiles and runs. */
final class ReadmeTest {

  private static final Path README = Path.of("../README.md");
  private static final Path CONSUMER = Path.of("src/it/consumer/src/main/java/com/example/voice");

  private static final Pattern VERSION = Pattern.compile("<version>(.*?)</version>");
  private static final Pattern SHOWN = Pattern.compile("```java\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern COMPILED =
      Pattern.compile(
          "// The README's lines begin here\\.\n(.*?)\n+ *// The README's lines end here\\.",
          Pattern.DOTALL);

  @Test
  void showsTheLinesThatAreCompiled() throws IOException {
    List<String> shown = all(SHOWN, README);
    List<String> compiled =
        List.of(
            first(COMPILED, CONSUMER.resolve("VoiceChanger.java")).stripIndent(),
            first(COMPILED, CONSUMER.resolve("Effects.java")).stripIndent());
    assertEquals(compiled, shown, "the README's Java code");
  }

  @Test
  void showsTheVersionThatIsBuilt() throws IOException {
    assertEquals(first(VERSION, Path.of("../pom.xml")), first(VERSION, README));
  }

  private static String first(Pattern pattern, Path file) throws IOException {
    List<String> found = all(pattern, file);
    assertFalse(found.isEmpty(), () -> "nothing like " + pattern + " in " + file);
    return found.get(0);
  }

  private static List<String> all(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file).replace("\r\n", "\n"))
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
