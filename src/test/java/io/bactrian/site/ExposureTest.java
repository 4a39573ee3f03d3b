package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.install.Exposure;
import io.bactrian.install.Findings;
import io.bactrian.install.Installation;
import io.bactrian.wire.FreePort;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A site where everyone may come by: who can read what, and the command that mends it. */
class ExposureTest {
  private static final List<String> WRITTEN_BEFORE =
      List.of("application.properties", "tables.yaml", "transformers", "conflict-rules");

  private Path dir;
  private Path folder;
  private TestSite site;

  @BeforeEach
  void openToAll() throws Exception {
    dir = Files.createTempDirectory("exposure");
    FileStore store = Files.getFileStore(dir);
    assumeThat(store.supportsFileAttributeView("posix")).isTrue();
    mode(dir, "rwxr-xr-x");
    folder = dir.resolve("hq");
    String settings =
        """
        site.id = hq
        site.role = hub
        site.system = office
        database.url = jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;DATABASE_TO_LOWER=TRUE
        database.user = sa
        database.password = ${file:../sa.secret}
        partner.c1.system = office
        partner.c1.endpoint = file:../drop/to
        partner.c1.source = file:../drop/from
        exchange.listen = 127.0.0.1:%d
        partner.c2.system = office
        partner.c2.authentication = none
        """
            .formatted(UUID.randomUUID(), FreePort.next());
    Files.writeString(dir.resolve("sa.secret"), "geheim\n");
    site =
        TestSite.install(
            folder,
            Map.of(
                "application.properties",
                settings,
                "tables.yaml",
                "tables:\n  item: {destination: all}\n",
                "transformers/office-to-office.yaml",
                "version: 1\nfrom: office\nto: office\nidentity: true\n",
                "conflict-rules/office.yaml",
                "version: 1\ntables:\n  item: {rule: hub}\n"),
            "create table item (id int primary key)");
    site.start().stop();
    mode(folder, "rwxr-xr-x");
    mode(dir.resolve("sa.secret"), "rw-------");
  }

  @AfterEach
  void delete() throws IOException, SQLException {
    site.sql("shutdown");
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void mode(Path path, String rights) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
  }

  private List<String> faults() {
    return Installation.of(folder).findings().faults();
  }

  @Test
  void what_a_site_makes_is_its_owners_alone() throws IOException {
    assertThat(faults()).isEmpty();
    List<String> made = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(path -> !path.equals(folder)).toList()) {
        if (WRITTEN_BEFORE.stream().noneMatch(before -> path.startsWith(folder.resolve(before)))) {
          made.add(folder.relativize(path).toString());
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
              .as(path.toString())
              .endsWith("------");
        }
      }
    }
    assertThat(made)
        .contains("changelog", "changelog/changelog.mv", "site.lock", "schemas", "spool");
    assertThat(Files.getPosixFilePermissions(folder.resolve("running.json"))).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "../sa.secret, rw-r--r--, read",
    "../sa.secret, rw-r-----, read",
    "../sa.secret, rw-------, ",
    "changelog, rwxr-xr-x, read",
    "changelog, rwxr-x---, read",
    "changelog, rwx---rwx, change",
    "spool, rwxrwx---, change",
    "spool, rwx--x---, ",
    "., rwxrwxr-x, change",
    "., rwxr-xr-x, ",
    "tables.yaml, rw-rw-r--, change",
    "tables.yaml, rw-r--r--, ",
    "transformers, rwxrwxrwx, change",
    "conflict-rules, rwxrwxr-x, change",
    "application.properties, rw-rw----, change",
    "application.properties, rw-r--r--, "
  })
  void what_others_can_do_is_told_with_the_command_that_ends_it(
      String file, String rights, String what) throws Exception {
    Path path = folder.resolve(file).normalize();
    Files.createDirectories(folder.resolve("spool"));
    mode(folder.resolve("spool"), "rwx------");
    mode(path, rights);
    if (what == null) {
      assertThat(faults()).isEmpty();
      return;
    }
    assertThat(faults())
        .singleElement()
        .asString()
        .contains(path + " ", "can " + what + " it", "Run `chmod ");
    Matcher command = Pattern.compile("`(chmod [^`]+)`").matcher(faults().get(0));
    assertThat(command.find()).isTrue();
    assertThat(new ProcessBuilder("sh", "-c", command.group(1)).start().waitFor()).isZero();
    assertThat(faults()).isEmpty();
  }

  @Test
  void a_secret_in_the_settings_makes_them_one() throws Exception {
    Path settings = folder.resolve("application.properties");
    mode(settings, "rw-r--r--");
    assertThat(faults()).isEmpty();
    String original = Files.readString(settings);
    Files.writeString(settings, original.replace("${file:../sa.secret}", "hidden ${env:HOME}"));
    assertThat(new Exposure(SiteConfiguration.read(folder)).findings())
        .singleElement()
        .asString()
        .contains("application.properties contains a password or token", "chmod 600");
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace("hidden ${env:HOME}", "${env:HOME}")
            .replace("file:../drop/to", "sftp:carol:geheim@127.0.0.1/to"));
    assertThat(new Exposure(SiteConfiguration.read(folder)).findings()).hasSize(1);
    Files.writeString(settings, original);
  }

  @Test
  void a_folder_that_nobody_else_may_enter_protects_what_is_in_it() throws IOException {
    mode(dir.resolve("sa.secret"), "rw-rw-rw-");
    mode(folder.resolve("changelog"), "rwxrwxrwx");
    assertThat(faults()).hasSize(2);
    mode(folder, "rwx------");
    assertThat(faults()).singleElement().asString().contains("sa.secret");
    mode(dir, "rwx------");
    assertThat(faults()).isEmpty();
  }

  @Test
  void where_it_is_told_only_the_site_runs() throws IOException {
    mode(dir.resolve("sa.secret"), "rw-rw-rw-");
    Path settings = folder.resolve("application.properties");
    Files.writeString(settings, Files.readString(settings) + "permissions.strict = false\n");
    Findings findings = Installation.of(folder).findings();
    assertThat(findings.faults()).isEmpty();
    assertThat(findings.notes()).anyMatch(note -> note.contains("sa.secret"));
  }
}
