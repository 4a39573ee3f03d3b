package io.bactrian.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a customer unpacked, run on a machine without a network: in namespaces of its own, where
 * loopback alone works. Linux only; for one thread.
 *
 * @param folder absolute
 */
record Unpacked(Path folder) {
  private static final String OFFLINE = "PATH=$PATH:/usr/sbin:/sbin; ip link set lo up; ";
  private static final String RUN = "exec env -i \"$@\"";

  /** Whether this process may become another user, as a container engine does. */
  static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /** Whether this machine lets a process have namespaces of its own; some containers do not. */
  static boolean canIsolate() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "--pid", "--net", "--fork"));
    if (!isRoot()) {
      command.add("--map-root-user");
    }
    command.addAll(List.of("sh", "-euc", OFFLINE));
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  static Unpacked tar(Path archive, Path folder) throws Exception {
    Files.createDirectories(folder);
    execute(folder, List.of("tar", "--warning=no-unknown-keyword", "-xf", archive.toString()));
    return new Unpacked(folder);
  }

  /** A line for each entry: rights, owner, size, time, name. */
  static String list(Path archive) throws Exception {
    List<String> command = List.of("tar", "--numeric-owner", "--full-time", "--utc", "-tvf");
    return execute(
        archive.getParent(), Stream.concat(command.stream(), Stream.of("" + archive)).toList());
  }

  /**
   * Runs a command with these variables and no others.
   *
   * @return what it printed; it ended with 0
   */
  String run(List<String> variables, List<String> command) throws Exception {
    return offline(OFFLINE + RUN, variables, command);
  }

  /**
   * The same, with the folder as the root of all files and as another user; only as root.
   *
   * @param user its number and that of its group, as in 10001:10001
   */
  String runAsImage(String user, List<String> variables, List<String> command) throws Exception {
    Files.createDirectories(folder.resolve("proc"));
    // an engine writes it
    Files.writeString(
        folder.resolve("etc/hosts"),
        "127.0.0.1 localhost " + Files.readString(Path.of("/proc/sys/kernel/hostname")));
    String mounts =
        OFFLINE + "mount --bind %1$s %1$s; mount -t proc proc %1$s/proc; ".formatted(folder);
    List<String> inside = new ArrayList<>();
    inside.addAll(List.of("/usr/sbin/chroot", "--userspec=" + user, folder.toString()));
    inside.addAll(command);
    return offline(mounts + RUN, variables, inside);
  }

  private String offline(String script, List<String> variables, List<String> command)
      throws Exception {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("unshare", "--mount", "--pid", "--net", "--fork", "--kill-child"));
    if (!isRoot()) {
      words.add("--map-root-user");
    }
    words.addAll(List.of("sh", "-euc", script, "sh"));
    words.addAll(variables);
    words.addAll(command);
    return execute(folder, words);
  }

  private static String execute(Path folder, List<String> command) throws Exception {
    Path printed = Files.createTempFile("printed", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(printed);
    Files.delete(printed);
    assertThat(ended && process.exitValue() == 0).as("%s%n%s", command, text).isTrue();
    return text;
  }
}
