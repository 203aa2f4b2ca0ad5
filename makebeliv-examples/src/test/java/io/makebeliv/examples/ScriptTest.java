package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code makebeliv} in a tree of its own, where Maven and Java only tell of a call. */
@DisabledOnOs(OS.WINDOWS)
class ScriptTest {

  private static final Path SCRIPT = Path.of("..", "makebeliv");

  @TempDir Path temp;
  private Path home;
  private Path source;

  private record Ran(int exitCode, String out, String err) {}

  @BeforeEach
  void makeTree() throws IOException {
    home = Files.createDirectories(temp.resolve("a place with spaces"));
    Files.copy(SCRIPT, home.resolve("makebeliv"), StandardCopyOption.COPY_ATTRIBUTES);
    source = home.resolve("makebeliv-examples/src/main/java/Some.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "class Some {}");
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Files.writeString(home.resolve("makebeliv-examples/pom.xml"), "<project/>");
    executable(
        "bin/mvn", "echo mvn >>'" + log() + "'; touch makebeliv-examples/target/app/makebeliv.jar");
    executable(
        "jdk/bin/java",
        "if [ \"$1\" = -version ]; then echo 'openjdk version \"17.0.1\"' >&2; exit; fi",
        "for word; do echo \"[$word]\"; done",
        "exit 7");
    age();
  }

  @Test
  void buildsOnceThenStartsAtOnce() throws Exception {
    Ran first = run("convert", "my voice.wav", "*");
    assertEquals(1, first.err().lines().count(), first.err());
    assertTrue(first.err().contains("building"), first.err());
    assertTrue(first.out().endsWith("[convert]\n[my voice.wav]\n[*]\n"), first.out());
    assertTrue(first.out().contains("[-Dmakebeliv.terminal=]"), first.out());
    assertEquals(7, first.exitCode(), "the exit code of the command");

    Ran second = run("demo");
    assertEquals("", second.err());
    assertEquals(1, builds());
  }

  @Test
  void buildsAgainWhenASourceChangesOrGoes() throws Exception {
    run("demo");
    touch(source);
    run("demo");
    assertEquals(2, builds());
    age();
    run("demo");
    assertEquals(2, builds());
    Files.delete(source);
    touch(source.resolveSibling("."));
    run("demo");
    assertEquals(3, builds());
  }

  @Test
  void aFailedBuildIsTriedAgain() throws Exception {
    executable("bin/mvn", "echo mvn >>'" + log() + "'; echo broken; exit 1");
    Ran failed = run("demo");
    assertEquals(1, failed.exitCode());
    assertEquals("", failed.out());
    assertTrue(failed.err().contains("the build failed"), failed.err());
    run("demo");
    assertEquals(2, builds());
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    executable("jdk/bin/java", "echo 'java version \"1.8.0_202\"' >&2");
    Ran old = run("demo");
    assertEquals(1, old.exitCode());
    assertTrue(old.err().contains("Java 17 or newer is needed"), old.err());
    Files.delete(temp.resolve("jdk/bin/java"));
    Ran none = run("demo");
    assertEquals(1, none.exitCode());
    assertTrue(none.err().contains("install a JDK"), none.err());
  }

  @Test
  void worksThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(temp.resolve("bin/voice"), home.resolve("makebeliv"));
    assertEquals(7, start(link.toString(), "demo").exitCode());
    assertEquals(1, builds());
  }

  private Ran run(String... args) throws Exception {
    return start(
        Stream.concat(Stream.of(home.resolve("makebeliv").toString()), Stream.of(args))
            .toArray(String[]::new));
  }

  private Ran start(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
    builder.environment().put("PATH", temp.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", temp.resolve("jdk").toString());
    builder.environment().remove("CLASSPATH");
    Path err = temp.resolve("err");
    Process process = builder.redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return new Ran(process.exitValue(), out, Files.readString(err));
  }

  private long builds() throws IOException {
    return Files.readAllLines(log()).size();
  }

  private Path log() {
    return temp.resolve("builds");
  }

  private void executable(String name, String... lines) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Stream.concat(Stream.of("#!/bin/sh"), Stream.of(lines)).toList());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Makes everything older than any build, whatever the clock of the file system resolves. */
  private void age() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(home)) {
      all = files.filter(file -> !file.toString().contains("target")).toList();
    }
    for (Path file : all) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
    }
  }

  private static void touch(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
  }
}
