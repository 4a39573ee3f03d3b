package io.bactrian.changeset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangesetFileTest {
  @TempDir Path folder;

  @Test
  void a_header_tells_what_is_not_sent() throws IOException {
    for (Unsent unsent : new Unsent[] {new Unsent(3, 1 << 21, 0), new Unsent(0, 0, 65_536)}) {
      Header told =
          new Header("hq", "c42", 1, 1, Header.NO_HASH, 0, "hq", "v", 0, 0, null, 1 << 20, unsent);
      Path file = folder.resolve("unsent-" + unsent.rows());
      try (ChangesetFile.Output out = ChangesetFile.write(file, told)) {
        out.finish();
      }
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
          ChangesetReader read = new ChangesetReader(in, Limits.DEFAULT)) {
        assertThat(read.header()).isEqualTo(told);
      }
    }
  }

  @Test
  void what_is_written_is_received_with_the_same_hash() throws Exception {
    Path sent = folder.resolve("sent");
    ChangesetFile.Written written = Documents.write(sent, Documents.everything());
    byte[] xml = Documents.xml(Documents.everything());
    assertThat(written).isEqualTo(new ChangesetFile.Written(sha256(xml), 19, Files.size(sent)));

    Path kept = folder.resolve("kept");
    try (InputStream in = Files.newInputStream(sent)) {
      assertThat(ChangesetFile.receive(in, kept, Limits.DEFAULT))
          .isEqualTo(new ChangesetFile.Checked(Documents.HEADER, written.hash(), 19));
    }
    assertThat(kept).hasSameBinaryContentAs(sent);
  }

  @Test
  void compressed_otherwise_it_is_the_same_changeset() throws Exception {
    byte[] xml = Documents.xml(Documents.everything());
    byte[] gzip = Documents.gzip(xml);
    byte[] named = new byte[gzip.length + 5];
    System.arraycopy(gzip, 0, named, 0, 10);
    named[3] = 8;
    System.arraycopy("name\0".getBytes(), 0, named, 10, 5);
    System.arraycopy(gzip, 10, named, 15, gzip.length - 10);
    assertThat(receive(new ByteArrayInputStream(named), Limits.DEFAULT).hash())
        .isEqualTo(sha256(xml));
  }

  @Test
  void unpacked_it_is_the_same_changeset_and_is_kept_packed() throws Exception {
    byte[] xml = Documents.xml(Documents.everything());
    ChangesetFile.Checked plain = receive(new ByteArrayInputStream(xml), Limits.DEFAULT);
    assertThat(plain).isEqualTo(new ChangesetFile.Checked(Documents.HEADER, sha256(xml), 19));
    try (InputStream kept = ChangesetFile.open(folder.resolve("received"), Limits.DEFAULT)) {
      assertThat(kept).hasBinaryContent(xml);
    }
  }

  @Test
  void items_and_changes_are_counted() throws Exception {
    try (ChangesetFile.Output out = ChangesetFile.write(folder.resolve("x"), Documents.HEADER)) {
      for (Item item : Documents.everything()) {
        out.write(item);
      }
      assertThat(out.items()).isEqualTo(20);
      assertThat(out.changes()).isEqualTo(19);
    }
  }

  @Test
  void an_unfinished_changeset_leaves_no_file() throws Exception {
    Path file = folder.resolve("x");
    try (ChangesetFile.Output out = ChangesetFile.write(file, Documents.HEADER)) {
      out.write(Documents.BEGIN);
      assertThat(file).exists();
      assertThatIllegalStateException().isThrownBy(out::finish);
      assertThatIllegalStateException().isThrownBy(() -> out.write(Documents.BEGIN));
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void nothing_follows_an_item_that_failed() throws Exception {
    try (ChangesetFile.Output out = ChangesetFile.write(folder.resolve("x"), Documents.HEADER)) {
      out.write(Documents.BEGIN);
      Item narrow = new Item.Change(Documents.CUSTOMER, null, Row.of("secret"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> out.write(narrow))
          .withMessageContaining("`customer` has 1 values for 3 columns")
          .withMessageNotContaining("secret");
      assertThatIllegalStateException().isThrownBy(() -> out.write(new Item.End()));
    }
  }

  @Test
  void a_header_that_no_one_could_read_is_not_written() {
    Header header = new Header("hq", "c42", 1, 0, Header.NO_HASH, 0, "hq", "v");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChangesetFile.write(folder.resolve("x"), header))
        .withMessageContaining("hq→c42 #0");
  }

  @Test
  void names_in_a_header_are_those_of_sites_and_systems() {
    for (String odd :
        new String[] {"", "HQ", "h q", "hq\nc2", "../hq", "\u001b[2J", "a".repeat(41)}) {
      for (Header header :
          new Header[] {
            new Header(odd, "c42", 1, 1, Header.NO_HASH, 0, "hq", "v"),
            new Header("hq", odd, 1, 1, Header.NO_HASH, 0, "hq", "v"),
            new Header("hq", "c42", 1, 1, Header.NO_HASH, 0, odd.equals("HQ") ? "" : odd, "v")
          }) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> ChangesetFile.write(folder.resolve("x"), header));
        assertThat(HeaderRules.fault(header)).doesNotContain("hq");
      }
    }
  }

  @Test
  void a_broken_connection_is_no_malformed_changeset() {
    byte[] gzip = Documents.gzip(Documents.xml(Documents.everything()));
    InputStream breaking =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };
    InputStream in =
        new SequenceInputStream(new ByteArrayInputStream(gzip, 0, gzip.length / 2), breaking);
    assertThatThrownBy(() -> receive(in, Limits.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
  }

  private ChangesetFile.Checked receive(InputStream in, Limits limits) throws IOException {
    return ChangesetFile.receive(in, folder.resolve("received"), limits);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
