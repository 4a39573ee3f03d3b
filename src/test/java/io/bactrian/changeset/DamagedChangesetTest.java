package io.bactrian.changeset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a document on its way, it is whole or malformed, and nothing else. */
class DamagedChangesetTest {
  private static final byte[] XML = Documents.xml(Documents.everything());
  private static final byte[] GZIP = Documents.gzip(XML);
  private static final byte[] STORED = stored(XML);

  @TempDir Path folder;

  @Test
  void a_truncated_document_is_malformed_wherever_it_ends() {
    // the line feed after the root is no part of it
    for (int length = 0; length < XML.length - 1; length++) {
      byte[] part = Arrays.copyOf(XML, length);
      cutShort(length, () -> Documents.read(part));
    }
  }

  @Test
  void truncated_compressed_data_are_malformed_wherever_they_end() {
    for (byte[] gzip : new byte[][] {GZIP, STORED}) {
      for (int length = 0; length < gzip.length; length++) {
        byte[] part = Arrays.copyOf(gzip, length);
        cutShort(length, () -> receive(part));
      }
    }
  }

  @Test
  void a_truncated_unpacked_document_is_cut_short_wherever_it_ends() {
    for (int length = 0; length < XML.length; length++) {
      byte[] part = Arrays.copyOf(XML, length);
      cutShort(length, () -> receive(part));
    }
  }

  @Test
  void a_flipped_bit_in_any_byte_of_compressed_data_is_noticed_or_means_nothing()
      throws IOException {
    for (int i = 0; i < GZIP.length; i++) {
      if (i >= 4 && i < 10) {
        continue; // time, extra flags and system in the header mean nothing to anyone
      }
      byte[] damaged = GZIP.clone();
      damaged[i] ^= (byte) (1 << (i + 3) % 8);
      try { // the last bits before the checksum are padding
        assertThat(receive(damaged)).as("at %d", i).isEqualTo(receive(GZIP));
        assertThat(i).isEqualTo(GZIP.length - 9);
      } catch (MalformedChangesetException e) {
        continue;
      }
    }
  }

  @Test
  void something_after_the_compressed_data_is_malformed() {
    for (int extra : new int[] {1, 7, 8, 18, 19, 100, GZIP.length, 100_000}) {
      byte[] longer = Arrays.copyOf(GZIP, GZIP.length + extra);
      // another member, or its beginning
      System.arraycopy(GZIP, 0, longer, GZIP.length, Math.min(extra, GZIP.length));
      malformed(extra, () -> receive(longer));
    }
  }

  @Test
  void any_byte_replaced_leaves_a_changeset_or_a_malformed_one() {
    byte[] replacements = {'<', '>', '&', '"', '/', ' ', 0, (byte) 0xff};
    for (int i = 0; i < XML.length; i++) {
      for (int turn = i; turn < i + 2; turn++) {
        byte replacement = replacements[turn % replacements.length];
        byte[] damaged = XML.clone();
        damaged[i] = replacement;
        try {
          Documents.read(damaged);
        } catch (MalformedChangesetException e) {
          continue;
        } catch (RuntimeException e) {
          fail("byte " + i + " replaced by " + replacement, e);
        }
      }
    }
  }

  private ChangesetFile.Checked receive(byte[] gzip) throws IOException {
    return ChangesetFile.receive(
        new ByteArrayInputStream(gzip), folder.resolve("x"), Limits.DEFAULT);
  }

  private static void cutShort(int at, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .as("at %d", at)
        .isInstanceOfSatisfying(
            MalformedChangesetException.class, e -> assertThat(e.isCutShort()).isTrue());
  }

  private static void malformed(
      int at, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .as("at %d", at)
        .isInstanceOfSatisfying(
            MalformedChangesetException.class, e -> assertThat(e.isCutShort()).isFalse());
  }

  /** Not compressed at all, which ends in other places. */
  private static byte[] stored(byte[] xml) {
    var out = new java.io.ByteArrayOutputStream();
    try (var gzip =
        new java.util.zip.GZIPOutputStream(out) {
          {
            def.setLevel(0);
          }
        }) {
      gzip.write(xml);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
