package io.bactrian.changelog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A disk of its own that a test can fill. Only where this user may mount one. */
final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Skips the test where there can't be one. */
  static SmallDisk mount(Path folder, int megabytes) throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/bin/mount"))
            && run("/bin/mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder),
        "no disk of its own: only root may mount one, on Linux");
    return new SmallDisk(folder);
  }

  private static boolean run(Object... command) throws Exception {
    String[] words = new String[command.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = command[i].toString();
    }
    return new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** Takes all the room there is, to the last byte. */
  void fill() throws IOException {
    Path filler = Files.createTempFile(folder, "filler", "");
    try (OutputStream out = Files.newOutputStream(filler)) {
      for (int piece = 1 << 16; piece > 0; piece /= 16) {
        fill(out, piece);
      }
    }
  }

  private static void fill(OutputStream out, int piece) {
    try {
      while (true) {
        out.write(new byte[piece]);
      }
    } catch (IOException full) {
      // as it should be
    }
  }

  void free() throws IOException {
    try (var files = Files.newDirectoryStream(folder, "filler*")) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() throws Exception {
    run("/bin/umount", "-l", folder);
  }
}
