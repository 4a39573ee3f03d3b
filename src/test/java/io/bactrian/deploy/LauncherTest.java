package io.bactrian.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command that everything begins with. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path home;

  @Test
  void jars_in_lib_beside_it_are_on_the_class_path_and_names_of_files_are_utf_8() throws Exception {
    Path launcher =
        Files.copy(
            Path.of("bactrian"), home.resolve("bactrian"), StandardCopyOption.COPY_ATTRIBUTES);
    jar(Files.createDirectory(home.resolve("lib")).resolve("own.jar"));
    Path printed = home.resolve("printed");
    ProcessBuilder command =
        new ProcessBuilder(launcher.toString(), "status")
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    // as a service manager starts it
    command.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    Process process = command.start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(printed).content().isEqualTo("from lib: status, names are UTF-8\n");
  }

  @Test
  void a_release_runs_its_own_jars_with_its_own_java() throws Exception {
    Files.copy(Path.of("bactrian"), home.resolve("bactrian"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(home.resolve("app"));
    Path java = Files.createDirectories(home.resolve("runtime/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\" >" + home.resolve("words") + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    ProcessBuilder command =
        new ProcessBuilder("/bin/sh", "bactrian", "run").directory(home.toFile());
    command.environment().putAll(Map.of("JAVA_HOME", "/nonexistent", "PATH", "/nonexistent"));
    assertThat(command.start().waitFor()).isZero();
    Path real = home.toRealPath();
    assertThat(Files.readAllLines(home.resolve("words")))
        .containsSequence(
            "-cp", "%s/app/*:%s/lib/*".formatted(real, real), "io.bactrian.cli.Main", "run");
  }

  /** With a main class of its own, which stands nowhere else here. */
  private void jar(Path jar) throws IOException {
    Path source = home.resolve("Main.java");
    Files.writeString(
        source,
        """
        package io.bactrian.cli;
        public final class Main {
          public static void main(String[] words) {
            System.out.println(
                "from lib: " + words[0] + ", names are " + System.getProperty("sun.jnu.encoding"));
          }
        }
        """,
        StandardCharsets.UTF_8);
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", home.resolve("made").toString(), source.toString());
    assertThat(compiled).isZero();
    String main = "io/bactrian/cli/Main.class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      entries.putNextEntry(new JarEntry(main));
      Files.copy(home.resolve("made").resolve(main), entries);
      entries.closeEntry();
    }
  }
}
