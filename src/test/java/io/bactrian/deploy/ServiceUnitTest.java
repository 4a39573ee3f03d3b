package io.bactrian.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import sun.misc.Signal;

/** The service restarts what a restart mends, and is shut in. */
@EnabledOnOs(OS.LINUX)
class ServiceUnitTest {
  private static final Path UNIT = Path.of("deploy", "systemd", "bactrian@.service");
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

  @TempDir Path folder;

  @Test
  void faults_that_stay_end_it_and_full_memory_does_not() throws Exception {
    List<String> ends = List.of(value("RestartPreventExitStatus").split(" "));
    assertThat(ends).containsExactly("1", "2", "4");
    assertThat(value("Restart")).isEqualTo("on-failure");
    Process full = launch(FullMemory.class.getName());
    assertThat(full.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(ends).doesNotContain("" + full.exitValue());
    assertThat(full.exitValue()).isEqualTo(70);
  }

  @Test
  void a_signal_to_the_launcher_reaches_java_and_its_exit_code_comes_back() throws Exception {
    Process site = launch(Patient.class.getName());
    Path begun = folder.resolve("begun");
    while (!Files.exists(begun)) {
      assertThat(site.waitFor(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    site.destroy();
    assertThat(site.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(folder.resolve("ended")).exists();
    assertThat(site.exitValue()).isEqualTo(5);
  }

  /** The launcher's `run`, with another main class: Java gets the launcher's own options. */
  private Process launch(String main) throws IOException {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    String real = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        java,
        "#!/bin/sh\nexec %s -Xmx16m \"$1\" -cp '%s' '%s' '%s'\n"
            .formatted(real, Path.of("target", "test-classes").toAbsolutePath(), main, folder));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    Path launcher = Files.copy(Path.of("bactrian"), folder.resolve("bactrian"));
    ProcessBuilder run = new ProcessBuilder(launcher.toString(), "run", "--site", "x");
    run.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    return run.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  @Test
  void a_process_that_keeps_ending_is_given_up() throws IOException {
    assertThat(value("StartLimitIntervalSec")).isEqualTo("10min");
    int seconds = Integer.parseInt(value("RestartSec"));
    int times = Integer.parseInt(value("StartLimitBurst"));
    assertThat(times * seconds).as("or the limit is never reached").isLessThan(600);
  }

  /**
   * What `bactrian` is asked for, and what it is run with: an OutOfMemoryError ends the process.
   */
  @Test
  void the_launcher_that_it_calls_ends_a_process_whose_memory_is_full() throws Exception {
    assertThat(value("ExecStart")).startsWith("/opt/bactrian/bactrian run ");
    Path printed = folder.resolve("arguments");
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\" >" + printed + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    Path launcher = Files.copy(Path.of("bactrian"), folder.resolve("bactrian"));
    ProcessBuilder run = new ProcessBuilder(launcher.toString(), "run", "--site", "x");
    run.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    assertThat(run.start().waitFor()).isZero();
    assertThat(Files.readAllLines(printed)).contains("-XX:+ExitOnOutOfMemoryError");
  }

  @Test
  void systemd_reads_it_without_a_complaint_and_finds_it_shut_in() throws Exception {
    assumeThat(ANALYZE).exists();
    // the program need not be installed here
    Files.writeString(
        folder.resolve("bactrian@.service"),
        Files.readString(UNIT).replace("/opt/bactrian/bactrian", "/bin/true"));
    String instance = folder.resolve("bactrian@c42.service").toString();
    Files.createSymbolicLink(Path.of(instance), folder.resolve("bactrian@.service"));
    assertThat(analyze("verify", instance)).isEmpty();
    assertThat(analyze("security", "--offline=true", "--threshold=25", "--no-pager", instance))
        .contains("Overall exposure level");
  }

  private String analyze(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(ANALYZE.toString()));
    command.addAll(List.of(words));
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(said);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private static String value(String key) throws IOException {
    return Files.readAllLines(UNIT).stream()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  /** Ends with 5 when it is asked to. */
  static final class Patient {
    private Patient() {}

    public static void main(String... folder) throws Exception {
      CountDownLatch asked = new CountDownLatch(1);
      Signal.handle(new Signal("TERM"), signal -> asked.countDown());
      Files.createFile(Path.of(folder[0], "begun"));
      asked.await();
      Files.createFile(Path.of(folder[0], "ended"));
      Runtime.getRuntime().halt(5);
    }
  }

  /** Takes all the memory that there is. */
  static final class FullMemory {
    private FullMemory() {}

    public static void main(String... none) {
      List<byte[]> taken = new ArrayList<>();
      while (taken.size() < 1_000_000) {
        taken.add(new byte[1 << 20]);
      }
    }
  }
}
