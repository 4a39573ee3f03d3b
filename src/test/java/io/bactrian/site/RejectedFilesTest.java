package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

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
