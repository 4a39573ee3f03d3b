package fuzz;

import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.ChangesetReader;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Limits;
import io.bactrian.changeset.MalformedChangesetException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Documents against the reader, in this process. A document is read, or is malformed; nothing else. What is read once is
 * read again as the same, and can be written again, and then read again as the same.
 */
final class ReaderPart implements Part {
  private static final String CANARY = "c4n4ry";
  private static final Limits LIMITS = Limits.DEFAULT;

  private final List<byte[]> corpus;
  private final Findings findings;
  private final Path file;
  private final Path again;
  private long accepted;

  ReaderPart(List<byte[]> corpus, Findings findings, Path folder) {
    this.corpus = corpus;
    this.findings = findings;
    this.file = folder.resolve("arriving");
    this.again = folder.resolve("again");
  }

  @Override
  public String name() {
    return "reader";
  }

  @Override
  public String progress() {
    return accepted + " were changesets";
  }

  @Override
  public int step(Random random) throws IOException {
    Mutator mutator = new Mutator(random, corpus);
    byte[] xml = random.nextInt(50) == 0 ? mutator.any() : mutator.document(mutator.any());
    boolean enveloped = random.nextInt(6) == 0;
    byte[] input = enveloped ? Envelope.any(xml, random, mutator) : xml;
    long start = System.nanoTime();
    try {
      if (enveloped) {
        received(input);
      } else {
        read(input);
      }
    } catch (MalformedChangesetException e) {
      if (e.getMessage().contains(CANARY)) {
        findings.add("reader: the refusal shows a value", e.getMessage(), input);
      }
    } catch (IOException | RuntimeException | Error e) {
      findings.add("reader", enveloped ? "receive" : "read", e, input);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (seconds > 5) {
      findings.add("reader: slow", "%.1f s for %d bytes".formatted(seconds, input.length), input);
    }
    return 1;
  }

  private void read(byte[] xml) throws IOException {
    List<Item> items = items(new ByteArrayInputStream(xml));
    accepted++;
    Header header;
    try (ChangesetReader reader = new ChangesetReader(new ByteArrayInputStream(xml), LIMITS)) {
      header = reader.header();
    }
    if (accepted % 20 == 0) { // each costs an fsync
      rewritten(header, items, xml);
    }
  }

  private void received(byte[] gzip) throws IOException {
    ChangesetFile.Checked checked = ChangesetFile.receive(new ByteArrayInputStream(gzip), file, LIMITS);
    accepted++;
    byte[] xml;
    try (InputStream in = ChangesetFile.open(file, LIMITS)) {
      xml = in.readAllBytes();
    }
    if (!checked.hash().equals(hash(xml))) {
      findings.add("reader: the hash is not that of the document", checked.hash(), gzip);
    }
    if (items(new ByteArrayInputStream(xml)).stream().filter(ReaderPart::counts).count() != checked.changes()) {
      findings.add("reader: applied is another number of changes than was received", "" + checked.changes(), gzip);
    }
  }

  private static boolean counts(Item item) {
    return !(item instanceof Item.Begin) && !(item instanceof Item.End) && !(item instanceof Item.Marker);
  }

  private static String hash(byte[] xml) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(xml));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Item> items(InputStream xml) {
    List<Item> items = new ArrayList<>();
    try (ChangesetReader reader = new ChangesetReader(xml, LIMITS)) {
      while (reader.hasNext()) {
        items.add(reader.next());
      }
    }
    return items;
  }

  private void rewritten(Header header, List<Item> items, byte[] xml) throws IOException {
    try {
      try (ChangesetFile.Output out = ChangesetFile.write(again, header)) {
        for (Item item : items) {
          out.write(item);
        }
        out.finish();
      }
      try (InputStream in = ChangesetFile.open(again, LIMITS)) {
        if (!items(in).equals(items)) {
          findings.add("reader: what is written again is not the same", new String(xml, StandardCharsets.UTF_8), xml);
        }
      }
    } catch (RuntimeException e) {
      findings.add("reader", "what was read can't be written", e, xml);
    } finally {
      Files.deleteIfExists(again);
    }
  }
}
