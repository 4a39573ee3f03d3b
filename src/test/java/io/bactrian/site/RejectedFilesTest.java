package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.monitor.FileCounts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever lies in the folder and is no sound changeset for this site is set aside, and why. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RejectedFilesTest {
  private Path dir;
  private TestSites sites;
  private TestSite hq;
  private TestSite c2;
  private Path file;
  private long number;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    dir = folder;
    sites = new TestSites(dir);
    hq = sites.hq.start();
    c2 = sites.c2.start();
  }

  @AfterAll
  void stop() {
    sites.close();
  }

  /** And nothing else. */
  @BeforeEach
  void one_sound_file_waits() throws Exception {
    hq.sql("delete from article");
    sites.byFiles();
    c2.exchange();
    hq.exchange();
    assertThat(c2.rows("select * from product")).isEmpty();
    hq.sql("insert into article values (1, 'secret', 1.50, 10)");
    hq.exchange();
    file = sites.files("to-c2/new").get(0);
    number = c2.status().streams().get(0).applied() + 1;
    assertThat(file.getFileName()).hasToString("hq-c2-1-%012d.xml.gz".formatted(number));
  }

  /** Nothing of it was applied, and the sound copy that comes again is. */
  private void rejected(Path bad, String... reasons) throws Exception {
    assertThat(c2.exchange()).isEmpty();
    assertThat(bad).doesNotExist();
    assertThat(dir.resolve("to-c2/rejected").resolve(bad.getFileName())).exists();
    assertThat(reason(bad)).contains(reasons).doesNotContain("secret");
    assertThat(c2.rows("select * from product")).isEmpty();
    assertThat(c2.status().streams().get(0).applied()).isLessThan(number);
    hq.exchange();
    assertThat(c2.exchange()).isEmpty();
    assertThat(c2.rows("select label from product")).containsExactly("secret");
    assertThat(spooled()).isEmpty();
  }

  private String reason(Path bad) throws IOException {
    return Files.readString(
        dir.resolve("to-c2/rejected").resolve(bad.getFileName() + ".reason.txt"));
  }

  private Stream<Path> spooled() throws IOException {
    return Files.list(c2.folder.resolve("spool"));
  }

  @Test
  void a_truncated_file() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 20));
    rejected(file, "stream hq→c2 rejected", "Nothing of it is applied", "hq sends again");
  }

  /** What can't be read as a document at all. */
  enum Odd {
    EMPTY("It is empty.", "odd.xml.gz"),
    LINK("It is a link", "odd.xml.gz"),
    LINK_TO_NOTHING("It is a link", "odd.xml.gz"),
    PIPE("It is a pipe", "odd.xml.gz"),
    FOLDER("It is a folder", "odd.xml.gz"),
    TWO_LINES("Its name contains", "two_lines.xml.gz"),
    NO_TEXT("Its name contains", "_odd.xml.gz"),
    LONG("Its name is longer", "l".repeat(50) + "~.xml.gz"),
    UNREADABLE("It can't be read", "odd.xml.gz");

    private final String reason;
    private final String set;

    Odd(String reason, String set) {
      this.reason = reason;
      this.set = set;
    }

    private void put(Path folder, Path secret) throws Exception {
      Path odd = folder.resolve("odd.xml.gz");
      switch (this) {
        case EMPTY -> Files.createFile(odd);
        case LINK -> Files.createSymbolicLink(odd, secret);
        case LINK_TO_NOTHING -> Files.createSymbolicLink(odd, folder.resolve("nothing"));
        case PIPE -> new ProcessBuilder("mkfifo", odd.toString()).start().waitFor();
        case FOLDER -> Files.createDirectory(odd);
        case TWO_LINES -> Files.createFile(folder.resolve("two\nlines.xml.gz"));
        case NO_TEXT -> Files.createFile(Path.of(URI.create(folder.toUri() + "%ffodd.xml.gz")));
        case LONG -> Files.createFile(folder.resolve("l".repeat(240) + ".xml.gz"));
        case UNREADABLE -> {
          Files.writeString(odd, "secret");
          Assumptions.assumeTrue(
              odd.toFile().setReadable(false) && !Files.isReadable(odd), "root reads everything");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void something_that_is_no_file_to_be_read(Odd odd) throws Exception {
    Path secret = Files.writeString(dir.resolve("theirs"), "secret");
    Path set = dir.resolve("to-c2/rejected").resolve(odd.set);
    Files.deleteIfExists(set);
    Files.deleteIfExists(Path.of(set + ".reason.txt"));
    int before = c2.status().streams().get(0).files().rejected();
    odd.put(file.getParent(), secret);
    assertThat(c2.exchange()).isEmpty();
    assertThat(c2.rows("select label from product")).as("it holds up nothing").hasSize(1);
    assertThat(Files.exists(set, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(Files.readString(Path.of(set + ".reason.txt")))
        .contains(odd.reason)
        .doesNotContain("secret");
    assertThat(c2.status().streams().get(0).files()).isEqualTo(new FileCounts(0, 0, before + 1));
    assertThat(secret).hasContent("secret");
  }

  @Test
  @Timeout(60)
  void jmx_counts_what_is_set_aside_and_what_is_left_alone() throws Exception {
    Files.writeString(file.resolveSibling("counted.xml.gz"), "no changeset");
    Path photo = Files.writeString(file.resolveSibling("photo.jpg"), "theirs");
    int before = c2.status().streams().get(0).files().rejected();
    assertThat(c2.exchange()).isEmpty();
    while (!jmx("FilesRejected").equals(before + 1) || !jmx("FilesForeign").equals(1)) {
      LockSupport.parkNanos(10_000_000); // it is read once a second
    }
    assertThat(jmx("FilesWaiting")).isEqualTo(0);
    assertThat(photo).hasContent("theirs");
    Files.delete(photo);
  }

  private static Object jmx(String attribute) throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .getAttribute(
            new ObjectName("io.bactrian:type=Stream,site=\"c2\",partner=\"hq\""), attribute);
  }

  @Test
  void a_link_where_the_reason_would_be_written_leads_nowhere() throws Exception {
    Path secret = Files.writeString(dir.resolve("theirs"), "secret");
    Path planted = dir.resolve("to-c2/rejected").resolve("planted.xml.gz.reason.txt");
    Files.createDirectories(planted.getParent());
    Files.createSymbolicLink(planted, secret);
    Files.writeString(file.resolveSibling("planted.xml.gz"), "no changeset");
    assertThat(c2.exchange()).isEmpty();
    assertThat(file.resolveSibling("planted.xml.gz")).doesNotExist();
    assertThat(sites.files("to-c2/rejected"))
        .anyMatch(f -> f.toString().matches(".*/planted\\.\\d+T\\d+\\.xml\\.gz\\.reason\\.txt"));
    assertThat(secret).hasContent("secret");
  }

  @Test
  void a_file_that_is_no_changeset() throws Exception {
    Files.writeString(file, "secret");
    rejected(file, "stream hq→c2 rejected", "Nothing of it is applied", "hq sends again");
  }

  @Test
  void a_document_with_an_unknown_element() throws Exception {
    Documents.edit(file, "<insert", "<secret/><insert");
    rejected(file, "stream hq→c2 rejected", "Nothing of it is applied", "hq sends again");
  }

  @Test
  void a_document_that_reads_other_files() throws Exception {
    Documents.edit(
        file,
        "<changeset",
        "<!DOCTYPE changeset [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><changeset");
    rejected(file, "stream hq→c2 rejected", "Nothing of it is applied", "hq sends again");
  }

  @Test
  void a_changeset_of_another_site() throws Exception {
    Files.delete(file);
    Path foreign = Documents.changeset(file.getParent(), "c1", "c2", number);
    rejected(foreign, "c1→c2 #" + number + " rejected", "it came in the stream hq→c2", "partner.*");
  }

  @Test
  void a_changeset_for_another_site() throws Exception {
    Files.delete(file);
    Path foreign = Documents.changeset(file.getParent(), "hq", "c1", number);
    rejected(foreign, "hq→c1 #" + number + " rejected", "Deliver it to the site it is for");
  }

  @Test
  void another_document_under_a_number_that_was_applied() throws Exception {
    c2.exchange();
    Path other = Documents.changeset(file.getParent(), "hq", "c2", number);
    assertThat(c2.exchange()).isEmpty();
    assertThat(reason(other))
        .contains("#" + number + " was applied before with other content", "`bactrian");
    assertThat(c2.rows("select label from product")).containsExactly("secret");
  }
}
