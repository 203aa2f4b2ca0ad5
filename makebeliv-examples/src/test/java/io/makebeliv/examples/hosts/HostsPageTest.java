package io.makebeliv.examples.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/hosts.md shows lines that are compiled. */
class HostsPageTest {

  private static final Path PAGE = Path.of("../docs/hosts.md");
  private static final Path EXAMPLES = Path.of("src/main/java/io/makebeliv/examples/hosts");

  private static final Pattern SHOWN = Pattern.compile("```java (\\w+)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern COMPILED =
      Pattern.compile("// hosts\\.md: (?!end)(\\w+)\n(.*?)\n *// hosts\\.md: end", Pattern.DOTALL);

  @Test
  void showsTheLinesThatAreCompiled() throws IOException {
    Map<String, String> compiled = new TreeMap<>();
    for (Path example : examples()) {
      Matcher lines = COMPILED.matcher(read(example));
      while (lines.find()) {
        compiled.merge(lines.group(1), lines.group(2).stripIndent() + "\n", String::concat);
      }
    }
    Map<String, String> shown = new TreeMap<>();
    Matcher blocks = SHOWN.matcher(read(PAGE));
    while (blocks.find()) {
      shown.put(blocks.group(1), blocks.group(2));
    }
    assertFalse(compiled.isEmpty());
    assertEquals(compiled, shown);
  }

  @Test
  void namesEveryExample() throws IOException {
    String page = read(PAGE);
    for (Path example : examples()) {
      String name = example.getFileName().toString().replace(".java", "");
      if (!List.of("Stage", "package-info").contains(name)) {
        assertTrue(page.contains("`" + name + "`"), name);
      }
    }
  }

  private static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList();
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).replace("\r\n", "\n");
  }
}
