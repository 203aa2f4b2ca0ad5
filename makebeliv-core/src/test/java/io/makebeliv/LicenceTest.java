package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The build refuses the GPL in modules that do not allow it; this says which may. */
final class LicenceTest {

  private static final String ALLOWED = "<gpl.allowed>true</gpl.allowed>";
  private static final String UNPUBLISHED = "<maven.deploy.skip>true</maven.deploy.skip>";

  @Test
  void onlyTheGplModuleAndTheUnpublishedBenchmarksAllowTheGpl() throws IOException {
    assertEquals(Set.of("makebeliv-tarsos", "benchmarks"), modulesWith(ALLOWED));
  }

  @Test
  void whatIsBuiltOnTheGplIsPublishedUnderItOrNotAtAll() throws IOException {
    Set<String> underAnotherLicence = modulesWith(ALLOWED);
    underAnotherLicence.removeAll(modulesWith(UNPUBLISHED));
    underAnotherLicence.removeAll(modulesWith("<name>GPL-3.0-or-later</name>"));
    assertEquals(Set.of(), underAnotherLicence);
  }

  private static Set<String> modulesWith(String setting) throws IOException {
    Set<String> modules = new TreeSet<>();
    try (Stream<Path> folders = Files.list(Path.of(".."))) {
      for (Path folder : folders.toList()) {
        Path pom = folder.resolve("pom.xml");
        if (Files.isRegularFile(pom) && Files.readString(pom).contains(setting)) {
          modules.add(folder.getFileName().toString());
        }
      }
    }
    return modules;
  }
}
