package io.bactrian.convergence;

import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.ChangesetReader;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** All documents that were ever sent, and the folders in which files wait to be read. */
final class Wire {
  /** A document on its way; no bytes: none was sent. */
  record Letter(String from, String to, byte[] bytes, boolean sound) {}

  final List<Letter> ever = new ArrayList<>();
  private final Map<String, List<Letter>> folders = new HashMap<>();
  private final Random random;
  private final Path spool;

  /** False: whatever is sent arrives as it was. */
  boolean faulty = true;

  Wire(Random random, Path spool) {
    this.random = random;
    this.spool = spool;
  }

  List<Letter> folder(String from, String to) {
    return folders.computeIfAbsent(from + "→" + to, name -> new ArrayList<>());
  }

  /** What becomes of a document on its way: itself, something damaged, or null when it is lost. */
  Letter carry(String from, String to, byte[] bytes) {
    Letter letter = new Letter(from, to, bytes, true);
    if (bytes.length > 0 && bytes[0] == 0x1f) { // compressed, not a text
      ever.add(letter);
    }
    if (faulty && random.nextInt(10) == 0) {
      return null;
    }
    return faulty && bytes.length > 0 && random.nextInt(12) == 0 ? damaged(letter) : letter;
  }

  /** What another site with the sender's id would send: sound, and of another stream. */
  Letter foreign(Letter letter, long number) {
    Path file = spool.resolve("foreign");
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(letter.bytes()));
        ChangesetReader items = new ChangesetReader(in, Limits.DEFAULT)) {
      Header h = items.header();
      Header other =
          new Header(
              h.source(),
              h.destination(),
              Header.incarnation(number),
              number,
              number == Header.first(Header.incarnation(number)) ? Header.NO_HASH : "f".repeat(64),
              0,
              h.system(),
              h.schemaVersion());
      Files.createDirectories(spool);
      try (ChangesetFile.Output out = ChangesetFile.write(file, other)) {
        while (items.hasNext()) {
          out.write(items.next());
        }
        out.finish();
      }
      return new Letter(letter.from(), letter.to(), Files.readAllBytes(file), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Letter damaged(Letter letter) {
    byte[] bytes = letter.bytes();
    if (random.nextBoolean()) {
      bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length - 1));
    } else {
      bytes = bytes.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return new Letter(letter.from(), letter.to(), bytes, false);
  }

  /** Into the folder, once or more, anywhere among what is there. */
  void post(Letter letter) {
    if (letter == null) {
      return;
    }
    List<Letter> folder = folder(letter.from(), letter.to());
    int copies = faulty && random.nextInt(8) == 0 ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      folder.add(faulty ? random.nextInt(folder.size() + 1) : folder.size(), letter);
    }
  }
}
