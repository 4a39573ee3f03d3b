package io.bactrian.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bactrian.documentation.Links;
import io.bactrian.documentation.Pages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What the profile `release` makes: each archive and the image run the demo where there is no
 * network and no Java but the one that came along.
 */
@EnabledOnOs(OS.LINUX)
class ReleaseIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final List<String> DEMO = List.of("demo", "--exit", "--changes", "20");
  private static final List<String> NO_PATH = List.of("PATH=/nonexistent");

  @TempDir static Path folder;

  private static String name;
  private static Unpacked linux;
  private static Unpacked any;

  @BeforeAll
  static void unpack() throws Exception {
    assumeThat(Unpacked.canIsolate()).as("a machine without a network can be had here").isTrue();
    try (var version = ReleaseIT.class.getResourceAsStream("/io/bactrian/cli/version.txt")) {
      name = "bactrian-" + new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    linux = Unpacked.tar(TARGET.resolve(name + "-linux-x64.tar.gz"), folder.resolve("linux"));
    any = Unpacked.tar(TARGET.resolve(name + ".tar.gz"), folder.resolve("any"));
  }

  @Test
  void the_archive_with_a_runtime_runs_the_demo_by_itself() throws Exception {
    assertThat(linux.run(NO_PATH, command(linux, DEMO))).contains("in step: yes");
  }

  @Test
  void the_archive_for_any_system_runs_the_demo_with_the_java_that_is_there() throws Exception {
    Path java = linux.folder().resolve(name).resolve("runtime");
    assertThat(any.folder().resolve(name).resolve("runtime")).doesNotExist();
    // the launcher reads the version of that Java
    List<String> variables = List.of("PATH=/usr/bin:/bin", "JAVA_HOME=" + java);
    assertThat(any.run(variables, command(any, DEMO))).contains("in step: yes");
  }

  @Test
  void the_zip_holds_the_same_files() throws IOException {
    Map<String, byte[]> zipped = new LinkedHashMap<>();
    try (var zip = new ZipInputStream(Files.newInputStream(TARGET.resolve(name + ".zip")))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          zipped.put(entry.getName(), zip.readAllBytes());
        }
      }
    }
    assertThat(zipped).containsKey(name + "/bactrian.cmd").hasSameSizeAs(files(any));
    for (Path file : files(any)) {
      assertThat(zipped.get(any.folder().relativize(file).toString()))
          .as("%s", file)
          .isEqualTo(Files.readAllBytes(file));
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void the_image_runs_the_demo_as_its_own_user() throws Exception {
    assumeThat(Unpacked.isRoot()).as("only root can run the image without an engine").isTrue();
    Path image = TARGET.resolve(name + "-image-linux-x64.tar");
    Path packed = Unpacked.tar(image, folder.resolve("image")).folder();
    Unpacked root = null;
    for (Object layer : (List<Object>) ((Map<?, ?>) json(packed, "manifest.json")).get("Layers")) {
      root = Unpacked.tar(packed.resolve(layer.toString()), folder.resolve("root"));
    }
    Map<?, ?> config = (Map<?, ?>) ((Map<?, ?>) json(packed, "config.json")).get("config");
    assertThat(config.get("Cmd")).isEqualTo(List.of("run", "--site", "/site"));
    assertThat(config.get("User")).isEqualTo("10001:10001");
    List<String> command = new ArrayList<>((List<String>) config.get("Entrypoint"));
    command.addAll(DEMO);
    assertThat(root.runAsImage("10001:10001", (List<String>) config.get("Env"), command))
        .contains("in step: yes");
  }

  @Test
  void an_archive_shows_neither_when_nor_by_whom_it_was_made() throws Exception {
    for (String archive : List.of(name + ".tar.gz", name + "-linux-x64.tar.gz")) {
      assertThat(
              Unpacked.list(TARGET.resolve(archive))
                  .lines()
                  .map(line -> line.split(" +"))
                  .map(words -> words[1] + " " + words[3] + " " + words[4])
                  .distinct())
          .as(archive)
          .singleElement()
          .asString()
          .matches("0/0 \\S+ 00:00:00");
    }
  }

  @Test
  void every_page_in_an_archive_leads_to_files_that_are_there() throws Exception {
    Path home = any.folder().resolve(name);
    // sources are not in it
    assertThat(Links.of(Pages.files(home, ".md")).dead())
        .filteredOn(link -> !link.matches(".*\\]\\((\\.\\./)+(src/.*|pom\\.xml)\\)"))
        .isEmpty();
    assertThat(home.resolve("deploy/systemd/bactrian@.service")).exists();
  }

  private static List<String> command(Unpacked unpacked, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(unpacked.folder().resolve(name).resolve("bactrian").toString());
    command.addAll(words);
    return command;
  }

  private static List<Path> files(Unpacked unpacked) throws IOException {
    try (Stream<Path> files = Files.walk(unpacked.folder())) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** JSON is YAML. */
  private static Object json(Path folder, String file) throws IOException {
    Object read =
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(folder.resolve(file)));
    return read instanceof List<?> list ? list.get(0) : read;
  }
}
