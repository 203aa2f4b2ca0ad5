package io.makebeliv.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers on the class path. */
final class BackendProviderTest {

  @TempDir private Path folder;

  private static List<String> ids() {
    return BackendProvider.installed().stream().map(BackendProvider::id).toList();
  }

  @Test
  void theModelFreeVoicesAreThereByRank() {
    assertEquals(List.of("pitchshift", "mcadams"), ids());
  }

  @Test
  void oneThatIsNamedAndNotThereDoesNotTakeTheOthersAway() throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(BackendProvider.class.getName()),
        "no.such.Provider\nno.other.Provider\n" + String.class.getName() + "\n");
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    try (URLClassLoader broken = new URLClassLoader(new URL[] {folder.toUri().toURL()}, usual)) {
      thread.setContextClassLoader(broken);
      assertEquals(List.of("pitchshift", "mcadams"), ids());
    } finally {
      thread.setContextClassLoader(usual);
    }
  }

  @Test
  void settingsOfAnotherKindAreRefused() {
    BackendProvider mcadams =
        BackendProvider.installed().stream()
            .filter(provider -> provider.id().equals("mcadams"))
            .findFirst()
            .orElseThrow();
    assertThrows(IllegalArgumentException.class, () -> mcadams.modelFree(new VoiceSettings(0, 1)));
  }
}
