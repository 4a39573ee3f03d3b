package io.bactrian.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.exchange.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A partner that can write into every folder lays links there under each name that will be written.
 * No file that they lead to is touched, and none comes into being.
 */
class PlantedLinksTest {
  private static final String NAME = "hq-c2-1-000000000001.xml.gz";

  @TempDir Path dir;
  private Path victim;
  private Path nothing;

  @BeforeEach
  void a_file_of_someone_else() throws IOException {
    dir = dir.toRealPath();
    victim = Files.writeString(dir.resolve("victim"), "theirs");
    nothing = dir.resolve("nothing");
    for (String folder : List.of("new", "done", "rejected", "out")) {
      Files.createDirectory(dir.resolve(folder));
    }
  }

  /** Once to a file that is there, once to one that would be made. */
  private void planted(Path name, Attempt attempt) throws Exception {
    for (Path target : List.of(victim, nothing)) {
      Files.createDirectories(name.getParent());
      Files.deleteIfExists(name);
      Files.createSymbolicLink(name, target);
      attempt.with(name);
      assertThat(victim).hasContent("theirs");
      assertThat(nothing).doesNotExist();
    }
  }

  @FunctionalInterface
  private interface Attempt {
    void with(Path link) throws Exception;
  }

  @Test
  void under_the_name_of_a_reason_or_of_what_is_set_aside() throws Exception {
    for (String name : List.of(NAME, NAME + ".reason.txt")) {
      planted(
          dir.resolve("rejected").resolve(name),
          link -> {
            Files.writeString(dir.resolve("new").resolve(NAME), "bad");
            WatchedInbox inbox = new WatchedInbox(dir);
            inbox.refused = "It is bad.";
            assertThat(inbox.taken()).containsExactly(NAME);
            assertThat(dir.resolve("new").resolve(NAME)).doesNotExist();
            assertThat(Files.isSymbolicLink(link)).isTrue();
            assertThat(WatchedInbox.names(dir.resolve("rejected")))
                .anyMatch(n -> n.matches("hq-c2-1-000000000001\\.\\d+T\\d+(-\\d+)?\\.xml\\.gz"))
                .anyMatch(n -> n.matches("hq.*\\.\\d+T\\d+(-\\d+)?\\.xml\\.gz\\.reason\\.txt"));
          });
      WatchedInbox.delete(dir.resolve("rejected"));
    }
  }

  @Test
  void under_the_name_of_what_is_done() throws Exception {
    planted(
        dir.resolve("done").resolve(NAME),
        link -> {
          Files.writeString(dir.resolve("new").resolve(NAME), "good");
          assertThat(new WatchedInbox(dir).taken()).containsExactly(NAME);
          assertThat(dir.resolve("new").resolve(NAME)).doesNotExist();
          assertThat(Files.isSymbolicLink(link)).isTrue();
        });
    assertThat(WatchedInbox.names(dir.resolve("done"))).hasSize(3);
  }

  @Test
  void under_the_temporary_or_the_final_name_of_what_is_delivered() throws Exception {
    for (String name : List.of("." + NAME, NAME)) {
      planted(
          dir.resolve("out").resolve(name),
          link -> {
            deliver("document");
            Path delivered = dir.resolve("out").resolve(NAME);
            assertThat(Files.isSymbolicLink(delivered)).isFalse();
            assertThat(delivered).hasContent("document");
            assertThat(WatchedInbox.names(dir.resolve("out"))).containsExactly(NAME);
            Files.delete(delivered);
          });
    }
  }

  @Test
  void what_was_left_half_delivered_is_replaced_and_what_lies_there_whole_stays() throws Exception {
    Path file = Files.writeString(dir.resolve("out").resolve(NAME), "docu");
    Files.writeString(dir.resolve("out").resolve("." + NAME), "do");
    deliver("document");
    assertThat(file).hasContent("document");
    FileTime old = FileTime.from(Instant.parse("1999-01-01T00:00:00Z"));
    Files.setLastModifiedTime(file, old);
    deliver("document");
    assertThat(Files.getLastModifiedTime(file)).as("not written again").isEqualTo(old);
  }

  @Test
  void where_nothing_can_be_written_it_says_what_follows_and_leaves_nothing() throws Exception {
    Files.createDirectories(dir.resolve("out").resolve(NAME).resolve("inner"));
    assertThatThrownBy(() -> deliver("document"))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(NAME, "can't be delivered to", "nothing is lost", "tried again");
    assertThat(WatchedInbox.names(dir.resolve("out"))).containsExactly(NAME);
  }

  private void deliver(String text) throws IOException {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(context);
      exchange.getMessage().setHeader(Exchange.FILE_NAME, NAME);
      exchange.getMessage().setBody(new ByteArrayInputStream(text.getBytes()));
      exchange.setProperty("manifest", new Manifest("c2", 1, 1, "", 0, 0, 0, text.length()));
      new Delivery(dir.resolve("out")).deliver(exchange);
    }
  }
}
