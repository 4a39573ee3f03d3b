package io.bactrian.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.monitor.FileCounts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What lies in a folder is read, waited for, left alone or set aside, and holds up nothing else.
 */
@Timeout(60)
class InboxTest {
  private static final String GOOD = "hq-c2-1-000000000001.xml.gz";

  @TempDir Path dir;
  private Path inbox;
  private WatchedInbox watched;

  @BeforeEach
  void empty() throws IOException {
    dir = dir.toRealPath();
    inbox = Files.createDirectories(dir.resolve("new"));
    watched = new WatchedInbox(dir);
  }

  private Path file(String name, String text) throws IOException {
    Path file = inbox.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void what_can_be_no_document_is_set_aside_at_once_and_none_of_it_is_opened() throws Exception {
    Path secret = Files.writeString(dir.resolve("secret"), "theirs");
    file(GOOD, "good");
    run("mkfifo", inbox.resolve("pipe.xml.gz").toString());
    Files.createSymbolicLink(inbox.resolve("link.xml.gz"), secret);
    Files.createSymbolicLink(inbox.resolve("nowhere.xml.gz"), dir.resolve("nothing"));
    Files.createSymbolicLink(inbox.resolve("folder"), dir);
    Files.createDirectory(inbox.resolve("named.xml.gz"));
    file("named.xml.gz/inner.xml.gz", "inner");
    file("two\nlines.xml.gz", "x");
    file("esc\u001b[2J.xml.gz", "x");
    file("rtl\u202egz.lmx.xml.gz", "x");
    file("back\\slash.xml.gz", "x");
    file("l".repeat(240) + ".xml.gz", "x");
    Files.writeString(Path.of(URI.create(inbox.toUri() + "%ff%fe.xml.gz")), "x");

    assertThat(watched.taken()).containsExactly(GOOD);
    assertThat(WatchedInbox.names(inbox)).isEmpty();
    assertThat(secret).hasContent("theirs");
    List<String> rejected = WatchedInbox.names(dir.resolve("rejected"));
    assertThat(rejected).hasSize(22).allMatch(name -> name.matches("[\\w.~\\[\\]-]{1,120}"));
    assertThat(rejected).filteredOn(name -> name.endsWith(".reason.txt")).hasSize(11);
    assertThat(watched.reason("link.xml.gz")).contains("It is a link", "not followed");
    assertThat(watched.reason("pipe.xml.gz")).contains("It is a pipe");
    assertThat(watched.reason("named.xml.gz")).contains("It is a folder");
    assertThat(watched.reason("two_lines.xml.gz")).contains("Its name contains");
    assertThat(Files.isSymbolicLink(dir.resolve("rejected/link.xml.gz"))).isTrue();
    assertThat(watched.places.count().rejected()).isEqualTo(11);
    assertThat(watched.failing()).isEmpty();
  }

  @Test
  void forty_empty_files_hold_up_nothing_and_are_set_aside_when_they_stay_empty() throws Exception {
    for (int i = 0; i < 40; i++) {
      file("empty-%d.xml.gz".formatted(i), "");
    }
    file(GOOD, "good");
    assertThat(watched.taken()).containsExactly(GOOD);
    assertThat(watched.places.count().waiting()).isEqualTo(40);
    watched.pass(Duration.ofSeconds(6));
    file("empty-7.xml.gz", "not any more");
    assertThat(watched.taken()).isEmpty();
    assertThat(watched.places.count().rejected()).isEqualTo(39);
    assertThat(watched.reason("empty-0.xml.gz")).contains("It is empty.");
    watched.pass(Duration.ofSeconds(1));
    assertThat(watched.taken()).containsExactly("empty-7.xml.gz");
  }

  @Test
  void one_that_is_cut_short_is_read_again_as_it_grows_and_set_aside_when_it_rests()
      throws Exception {
    watched.cutShort = true;
    file(GOOD, "ha");
    assertThat(watched.taken()).as("at once").containsExactly(GOOD);
    watched.pass(Duration.ofSeconds(20));
    assertThat(watched.taken()).as("nothing has changed").isEmpty();
    file(GOOD, "half");
    assertThat(watched.taken()).as("it is being written").isEmpty();
    watched.pass(Duration.ofSeconds(1));
    assertThat(watched.taken()).as("it rests").containsExactly(GOOD);
    watched.pass(Duration.ofSeconds(28));
    assertThat(watched.taken()).isEmpty();
    assertThat(watched.inbox.busy()).isTrue();
    watched.pass(Duration.ofSeconds(1));
    assertThat(watched.taken()).as("once more").containsExactly(GOOD);
    assertThat(inbox.resolve(GOOD)).doesNotExist();
    assertThat(watched.reason(GOOD)).contains("end before", "had not changed for 30 s");
    assertThat(watched.inbox.busy()).isFalse();
  }

  @Test
  void one_that_grows_to_its_end_is_taken() throws Exception {
    watched.cutShort = true;
    file(GOOD, "half");
    assertThat(watched.taken()).containsExactly(GOOD);
    file(GOOD, "half and the other half");
    watched.cutShort = false;
    assertThat(watched.taken()).isEmpty();
    watched.pass(Duration.ofSeconds(1));
    assertThat(watched.taken()).containsExactly(GOOD);
    assertThat(dir.resolve("done").resolve(GOOD)).hasContent("half and the other half");
  }

  @Test
  void what_changes_while_it_is_read_is_not_judged() throws Exception {
    file(GOOD, "old");
    watched.meanwhile = () -> file(GOOD, "newer");
    assertThat(watched.taken()).containsExactly(GOOD);
    assertThat(inbox.resolve(GOOD)).hasContent("newer");
    watched.meanwhile = () -> {};
    watched.pass(Duration.ofSeconds(1));
    assertThat(watched.taken()).containsExactly(GOOD);
    assertThat(dir.resolve("done").resolve(GOOD)).hasContent("newer");
  }

  @Test
  void what_becomes_a_link_before_it_is_opened_is_not_followed() throws Exception {
    Path secret = Files.writeString(dir.resolve("secret"), "theirs");
    Path good = file("sub/" + GOOD, "good");
    assertThat(watched.inbox.look()).isTrue();
    Files.delete(good);
    Files.createSymbolicLink(good, secret);
    assertThat(watched.take("sub/" + GOOD)).as("the file is a link now").isNull();
    Files.delete(good);
    Files.delete(good.getParent());
    Files.createDirectory(dir.resolve("other"));
    Files.writeString(dir.resolve("other").resolve(GOOD), "theirs");
    assertThat(watched.inbox.look()).isFalse();
    file("sub/" + GOOD, "good");
    assertThat(watched.inbox.look()).isTrue();
    Files.move(good.getParent(), dir.resolve("aside"));
    Files.createSymbolicLink(good.getParent(), dir.resolve("other"));
    assertThat(watched.take("sub/" + GOOD)).as("its folder is a link now").isNull();
    assertThat(secret).hasContent("theirs");
    assertThat(dir.resolve("other").resolve(GOOD)).hasContent("theirs");
  }

  @Test
  void sub_folders_are_looked_into_and_litter_and_other_names_are_left_alone() throws Exception {
    for (String litter :
        List.of("Thumbs.db", "desktop.ini", ".DS_Store", "System Volume Information/x.xml.gz")) {
      file(litter, "x");
    }
    file("photo.jpg", "x");
    file("changesets.zip", "x");
    file(GOOD + ".part", "x");
    file("monday/1/a.xml.gz", "a");
    file("B (1).XML.GZ", "b");
    file("c.xml", "c");
    assertThat(watched.taken()).containsExactly("B (1).XML.GZ", "monday/1/a.xml.gz", "c.xml");
    assertThat(WatchedInbox.names(dir.resolve("done")))
        .containsExactlyInAnyOrder("B (1).XML.GZ", "a.xml.gz", "c.xml");
    assertThat(watched.places.count()).isEqualTo(new FileCounts(0, 2, 0));
    assertThat(WatchedInbox.names(inbox)).hasSize(8);
  }

  @Test
  void what_was_put_away_under_a_name_stays_and_the_next_of_that_name_gets_another()
      throws Exception {
    for (int i = 0; i < 3; i++) {
      file(GOOD, "copy " + i);
      assertThat(watched.taken()).containsExactly(GOOD);
    }
    assertThat(dir.resolve("done").resolve(GOOD)).hasContent("copy 0");
    assertThat(WatchedInbox.names(dir.resolve("done")))
        .hasSize(3)
        .allMatch(name -> name.matches("hq-c2-1-000000000001(\\.\\d{8}T\\d{9}(-2)?)?\\.xml\\.gz"));
  }

  @Test
  void a_folder_in_which_nothing_has_changed_is_not_listed_again_for_a_while() throws Exception {
    for (int i = 0; i < 100; i++) {
      file("photo-%d.jpg".formatted(i), "x");
    }
    FileTime before = FileTime.from(watched.now().minusSeconds(60));
    Files.setLastModifiedTime(inbox, before);
    assertThat(watched.taken()).isEmpty();
    file(GOOD, "good");
    Files.setLastModifiedTime(inbox, before); // as if nothing had come
    watched.pass(Duration.ofSeconds(29));
    assertThat(watched.taken()).as("not listed").isEmpty();
    watched.pass(Duration.ofSeconds(1));
    assertThat(watched.taken()).as("listed all the same").containsExactly(GOOD);
  }

  @Test
  void what_can_not_be_moved_is_passed_by_told_once_and_tried_again() throws Exception {
    Path elsewhere = WatchedInbox.otherDisk(dir);
    try {
      watched = new WatchedInbox(dir, elsewhere.resolve("done"), elsewhere.resolve("rejected"));
      Path link = Files.createSymbolicLink(inbox.resolve("a.xml.gz"), dir.resolve("nothing"));
      file(GOOD, "good");
      assertThat(watched.taken()).containsExactly(GOOD);
      assertThat(elsewhere.resolve("done").resolve(GOOD)).hasContent("good");
      assertThat(inbox.resolve(GOOD)).doesNotExist();
      assertThat(Files.isSymbolicLink(link)).isTrue();
      assertThat(WatchedInbox.names(elsewhere.resolve("rejected"))).isEmpty();
      assertThat(watched.failing()).hasSize(1).first().asString().contains("1 of the files in");
      assertThat(watched.places.count().waiting()).isEqualTo(1);
      Files.delete(link);
      watched.pass(Duration.ofSeconds(31));
      assertThat(watched.taken()).isEmpty();
      assertThat(watched.failing()).isEmpty();
    } finally {
      WatchedInbox.delete(elsewhere);
    }
  }

  @Test
  void dates_of_any_time_and_files_that_are_read_only_are_taken() throws Exception {
    for (String year : List.of("1980", "2099")) {
      Path file = file(year + ".xml.gz", year);
      Files.setLastModifiedTime(file, FileTime.from(Instant.parse(year + "-01-01T00:00:00Z")));
      assertThat(file.toFile().setReadOnly()).isTrue();
    }
    assertThat(watched.taken()).containsExactly("1980.xml.gz", "2099.xml.gz");
    assertThat(WatchedInbox.names(dir.resolve("done"))).hasSize(2);
  }

  @Test
  void an_inbox_that_is_a_link_of_another_user_is_not_read() throws Exception {
    Path theirs = Files.move(inbox, dir.resolve("theirs"));
    Files.writeString(theirs.resolve(GOOD), "theirs");
    Files.createSymbolicLink(inbox, theirs);
    Assumptions.assumeTrue(
        new ProcessBuilder("chown", "-h", "nobody", inbox.toString()).start().waitFor() == 0,
        "only root may give a link away");
    assertThatThrownBy(() -> watched.taken())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("It is a link of another user");
    assertThat(theirs.resolve(GOOD)).hasContent("theirs");
    assertThat(watched.places.count()).isEqualTo(FileCounts.UNKNOWN);
  }

  @Test
  void a_stick_that_is_not_there_is_no_fault_and_is_read_when_it_comes() throws Exception {
    Files.delete(inbox);
    watched = new WatchedInbox(dir.resolve("stick"));
    assertThat(watched.taken()).isEmpty();
    assertThat(dir.resolve("stick")).doesNotExist();
    inbox = dir.resolve("stick/new");
    file(GOOD, "good");
    assertThat(watched.taken()).containsExactly(GOOD);
  }

  @Test
  void nothing_is_read_while_a_folder_for_what_was_read_is_a_link() throws Exception {
    file(GOOD, "good");
    Path theirs = Files.createDirectory(dir.resolve("theirs"));
    for (String own : List.of("done", "rejected")) {
      Path place = Files.createSymbolicLink(dir.resolve(own), theirs);
      assertThatThrownBy(() -> watched.taken())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("It is a link or no folder");
      Files.delete(place);
    }
    assertThat(WatchedInbox.names(theirs)).isEmpty();
    assertThat(inbox.resolve(GOOD)).exists();
  }
}
