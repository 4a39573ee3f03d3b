package io.bactrian.deploy;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image has what it needs. No engine builds it here: its folder is laid from what the
 * Dockerfile copies, with the jars of a running site and none that only tests have, and run.
 */
@DisabledOnOs(OS.WINDOWS)
class ContainerImageTest {
  private static final Pattern RESOURCE =
      Pattern.compile("<resource><directory>([^<]+)</directory>");
  private static final Pattern JAR = Pattern.compile(":jar:.*?:(?:compile|runtime):(/\\S+\\.jar)");
  private static final String HOME = "/opt/bactrian/";

  private final Dockerfile file = Dockerfile.read();

  @TempDir Path folder;

  @Test
  void the_build_sees_every_folder_that_the_pom_takes_files_from() throws IOException {
    List<Path> copied = sources(Dockerfile.copies(file.build()));
    List<String> needed = new ArrayList<>(List.of("pom.xml", "mvnw", ".mvn", "src/main/java"));
    RESOURCE
        .matcher(Files.readString(Path.of("pom.xml")))
        .results()
        .forEach(resource -> needed.add(resource.group(1)));
    assertThat(needed).contains("deploy/demo", "transformers");
    assertThat(needed)
        .allMatch(path -> copied.stream().anyMatch(source -> Path.of(path).startsWith(source)));
  }

  @Test
  void what_is_copied_is_there_and_not_ignored() throws IOException {
    List<Path> ignored =
        Files.readAllLines(Path.of(".dockerignore")).stream().map(Path::of).toList();
    List<Path> copied = sources(Dockerfile.copies(file.build()));
    copied.addAll(sources(Dockerfile.copies(file.image())));
    assertThat(copied)
        .isNotEmpty()
        .allMatch(Files::exists)
        .noneMatch(source -> ignored.stream().anyMatch(source::startsWith));
  }

  @Test
  void it_does_not_run_as_root_and_starts_by_the_launcher() {
    assertThat(Dockerfile.last(file.image(), "USER")).isEqualTo("bactrian");
    assertThat(Dockerfile.last(file.image(), "ENTRYPOINT"))
        .isEqualTo("[\"%sbactrian\"]".formatted(HOME));
    assertThat(Dockerfile.last(file.image(), "HEALTHCHECK")).contains(HOME + "bactrian status");
  }

  @Test
  void its_folder_alone_runs_the_demo() throws Exception {
    lay();
    Process demo =
        new ProcessBuilder(
                folder.resolve("bactrian").toString(), "demo", "--exit", "--changes", "20")
            .directory(Files.createDirectory(folder.resolve("work")).toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("demo.log").toFile())
            .start();
    boolean ended = demo.waitFor(5, TimeUnit.MINUTES);
    demo.destroyForcibly();
    assertThat(ended && demo.exitValue() == 0)
        .as(Files.readString(folder.resolve("demo.log")))
        .isTrue();
  }

  /** What the build has made at this point; the bill of materials comes with the package. */
  private void lay() throws IOException {
    for (Dockerfile.Copy copy : Dockerfile.copies(file.image())) {
      for (String source : copy.sources()) {
        Path from = Path.of(source.replaceFirst("^/source/", ""));
        Path to =
            folder.resolve(
                copy.target().equals("./") ? from.getFileName() : Path.of(copy.target()));
        Files.createDirectories(to.getParent());
        if (from.equals(Path.of("target", "lib"))) {
          libraries(Files.createDirectories(to));
        } else if (!from.equals(Path.of("target", "sbom.json"))) {
          copy(from, to);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()), COPY_ATTRIBUTES);
      }
    }
  }

  private static void libraries(Path target) throws IOException {
    for (String line : Files.readAllLines(Path.of("target", "runtime-libraries.txt"))) {
      Matcher jar = JAR.matcher(line);
      if (jar.find()) {
        Path file = Path.of(jar.group(1));
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    try (Stream<Path> jars = Files.list(target)) {
      assertThat(jars).hasSizeGreaterThan(50);
    }
  }

  private static List<Path> sources(List<Dockerfile.Copy> copies) {
    List<Path> sources = new ArrayList<>();
    copies.stream()
        .filter(copy -> copy.from().isEmpty())
        .forEach(copy -> copy.sources().forEach(source -> sources.add(Path.of(source))));
    return sources;
  }
}
