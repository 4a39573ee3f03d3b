package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.apache.camel.api.management.ManagedCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files as people carry them to a site that runs by itself: whatever they do to them, they count.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class CarriedFilesTest {
  private Path dir;
  private Path inbox;
  private TestSites sites;
  private TestSite c2;
  private int articles;

  /** The one that is carried. */
  private byte[] document;

  private String name;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    dir = folder;
    inbox = dir.resolve("to-c2/new");
    sites = new TestSites(dir, "files.resend-after = 1 h\nfiles.settle = 1 h\n");
    sites.hq.start();
    c2 = sites.c2.start(Runner.Mode.BY_ITSELF);
  }

  @AfterAll
  void stop() {
    sites.close();
  }

  @BeforeEach
  void a_document_is_on_a_stick() throws Exception {
    c2.runner().pause();
    articles++;
    sites.hq.sql("insert into article values (%d, 'pen', 1.50, 10)".formatted(articles));
    sites.hq.exchange();
    Path file = sites.files("to-c2/new").get(0);
    name = file.getFileName().toString();
    document = Files.readAllBytes(file);
    Files.delete(file);
    c2.runner().resume();
  }

  private Path carry(String as) throws IOException {
    return carry(as, document);
  }

  private Path carry(String as, byte[] content) throws IOException {
    Path whole = Files.write(dir.resolve("on-its-way"), content);
    Path file = inbox.resolve(as);
    Files.createDirectories(file.getParent());
    return Files.move(whole, file);
  }

  private void arrives() throws Exception {
    until(() -> c2.rows("select * from product").size() == articles);
    until(() -> sites.files("to-c2/new").isEmpty());
    assertThat(sites.files("to-c2/rejected")).isEmpty();
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** How many files were opened so far. */
  private long opened() throws Exception {
    return c2.runner()
        .camelContext()
        .getCamelContextExtension()
        .getContextPlugin(ManagedCamelContext.class)
        .getManagedRoute("receive-changesets-hq")
        .getExchangesCompleted();
  }

  @Test
  void a_copy_that_pauses_half_way() throws Exception {
    long before = opened();
    Path file = inbox.resolve(name);
    Files.write(file, Arrays.copyOf(document, document.length / 2));
    until(() -> opened() > before);
    assertThat(c2.status().streams().get(0).files().waiting()).isEqualTo(1);
    byte[] rest = Arrays.copyOfRange(document, document.length / 2, document.length);
    Files.write(file, rest, StandardOpenOption.APPEND);
    arrives();
  }

  @Test
  void an_unpacked_document() throws Exception {
    try (var xml = new GZIPInputStream(new ByteArrayInputStream(document))) {
      carry(name.replace(".gz", ""), xml.readAllBytes());
    }
    arrives();
  }

  @Test
  void a_document_in_a_folder() throws Exception {
    carry("of monday/" + name);
    arrives();
  }

  @Test
  void names_in_upper_case_and_of_a_second_download() throws Exception {
    carry(name.toUpperCase(java.util.Locale.ROOT));
    arrives();
    carry(name.replace(".xml", " (1).xml"));
    arrives();
  }

  @Test
  void read_only_files_with_dates_of_any_time() throws Exception {
    for (String year : new String[] {"1980", "2099"}) {
      Path file = Files.write(dir.resolve("on-its-way"), document);
      Files.setLastModifiedTime(file, FileTime.from(Instant.parse(year + "-01-01T00:00:00Z")));
      assertThat(file.toFile().setReadOnly()).isTrue();
      Files.move(file, inbox.resolve(name));
      arrives();
    }
  }

  @Test
  void the_same_name_again_keeps_what_was_done_before() throws Exception {
    carry(name);
    arrives();
    carry(name);
    arrives();
    String stem = name.replace(".xml.gz", "");
    assertThat(sites.files("to-c2/done"))
        .filteredOn(file -> file.getFileName().toString().startsWith(stem))
        .hasSize(2);
  }
}
