package kill;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small file systems that can be filled. Only root can mount one. */
final class Disk {
  private final Path mount;
  private final boolean mounted;

  private Disk(Path mount, boolean mounted) {
    this.mount = mount;
    this.mounted = mounted;
  }

  static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** A folder, on a file system of its own if that is possible. */
  static Disk small(Path mount, String size) throws Exception {
    Files.createDirectories(mount);
    boolean mounted = root() && run("mount", "-t", "tmpfs", "-o", "mode=755,size=" + size, "tmpfs", mount.toString()) == 0;
    if (!mounted) {
      Kill.say("%s can't be mounted: its disk will not become full in this run", mount.getFileName());
    }
    return new Disk(mount, mounted);
  }

  private static int run(String... line) throws IOException, InterruptedException {
    return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
  }

  String name() {
    return mount.getFileName().toString();
  }

  Path folder() {
    return mount.resolve("data");
  }

  boolean mounted() {
    return mounted;
  }

  /** Fills what is left, except so many bytes. */
  void fill(int leave) throws IOException {
    Path filler = mount.resolve("filler");
    byte[] block = new byte[4096];
    List<Path> last = new ArrayList<>();
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (mount.toFile().getUsableSpace() > leave) {
        out.write(block);
      }
    } catch (IOException full) {
      last.add(filler);
    }
    Kill.detail("%s is full: %d bytes left", name(), mount.toFile().getUsableSpace());
  }

  void free() throws IOException {
    Files.deleteIfExists(mount.resolve("filler"));
  }

  long used() {
    return mount.toFile().getTotalSpace() - mount.toFile().getUsableSpace();
  }
}
