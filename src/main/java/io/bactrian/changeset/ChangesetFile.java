package io.bactrian.changeset;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes and reads changesets as files: XML compressed with gzip, always streamed. The hash that
 * chains the changesets of a stream is that of the uncompressed XML, so that a file may be
 * compressed again without becoming another changeset.
 */
public final class ChangesetFile {
  /** Bytes within which a header ends. */
  private static final int BEGINNING = 1 << 16;

  private static final int BYTE_ORDER_MARK = 0xef;

  private ChangesetFile() {}

  /**
   * A changeset that was written.
   *
   * @param hash SHA-256 of the uncompressed XML, lower-case hexadecimal
   * @param changes all but markers
   * @param bytes size of the file
   */
  public record Written(String hash, long changes, long bytes) {}

  /**
   * A changeset that was received and checked.
   *
   * @param hash SHA-256 of the uncompressed XML, lower-case hexadecimal
   * @param changes all but markers
   */
  public record Checked(Header header, String hash, long changes) {}

  /**
   * Starts writing a changeset. Replaces an existing file.
   *
   * @throws IllegalArgumentException when the header is invalid
   */
  public static Output write(Path file, Header header) throws IOException {
    String fault = HeaderRules.fault(header);
    if (fault != null) {
      throw new IllegalArgumentException("Changeset " + header.name() + " not written: " + fault);
    }
    return new Output(file, header);
  }

  /**
   * Stores an arriving document, compressing it if necessary, and parses it to its end, so that
   * later steps know that it is complete. The file is synced to disk when this returns. When this
   * throws, the file contains what arrived until then.
   *
   * @param in compressed, or plain XML; not closed
   * @throws MalformedChangesetException when it is no changeset or exceeds the limits
   * @throws IOException when {@code in} or the disk fails
   */
  public static Checked receive(InputStream in, Path file, Limits limits) throws IOException {
    PushbackInputStream all = new PushbackInputStream(in);
    int first = all.read();
    if (first < 0) {
      throw MalformedChangesetException.cutShort("it is empty", "byte 0");
    }
    all.unread(first);
    return first == '<' || first == BYTE_ORDER_MARK
        ? receivePlain(all, file, limits)
        : receivePacked(all, file, limits);
  }

  private static Checked receivePacked(InputStream in, Path file, Limits limits)
      throws IOException {
    try (FileChannel channel = create(file)) {
      InputStream arriving = new ArrivingInput(in, channel, limits.maxBytes());
      Checked checked;
      try (DigestInputStream xml =
          new DigestInputStream(new Gunzip(arriving, limits), HashedFile.sha256())) {
        checked =
            check(xml, () -> HexFormat.of().formatHex(xml.getMessageDigest().digest()), limits);
      }
      channel.force(true);
      return checked;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Reads the header of an arriving document without consuming it and without checking the rest.
   * Empty when the document does not start as a changeset.
   *
   * @throws IOException when {@code in} fails
   */
  public static Optional<Header> peek(BufferedInputStream in, Limits limits) throws IOException {
    in.mark(BEGINNING);
    byte[] beginning = in.readNBytes(BEGINNING);
    in.reset();
    try (ChangesetReader reader =
        new ChangesetReader(new Gunzip(new ByteArrayInputStream(beginning), limits), limits)) {
      return Optional.of(reader.header());
    } catch (MalformedChangesetException | UncheckedIOException | IOException cutShort) {
      return Optional.empty();
    }
  }

  /**
   * Receives uncompressed XML. Its last line feed is part of the hash, so a document without it is
   * incomplete.
   */
  private static Checked receivePlain(InputStream in, Path file, Limits limits) throws IOException {
    try (HashedFile packed = new HashedFile(file)) {
      CopiedInput copied = new CopiedInput(in, packed);
      Checked checked = check(copied, packed::hash, limits);
      if (copied.last() != '\n') {
        throw MalformedChangesetException.cutShort(
            "its last line does not end", "byte " + copied.bytes());
      }
      packed.finish();
      return checked;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Checked check(InputStream xml, Supplier<String> hash, Limits limits) {
    long changes = 0;
    try (ChangesetReader reader = new ChangesetReader(xml, limits)) {
      while (reader.hasNext()) {
        changes += reader.next().isChange() ? 1 : 0;
      }
      return new Checked(reader.header(), hash.get(), changes);
    }
  }

  /**
   * Opens the uncompressed XML of a file; the caller closes it. Opening and reading throw {@link
   * MalformedChangesetException} when the compressed data are damaged or expand too much.
   */
  public static InputStream open(Path file, Limits limits) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return new Gunzip(in, limits);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  /**
   * A changeset being written, with items in the order that {@link Item} defines. Closing it
   * without {@link #finish} deletes the file. For one thread.
   */
  public static final class Output implements Closeable {
    private final Path file;
    private final HashedFile out;
    private final DivertedOutput target;
    private final ChangesetEncoder encoder;
    private boolean inTransaction;
    private boolean broken;
    private boolean finished;
    private long items;
    private long changes;

    private Output(Path file, Header header) throws IOException {
      this.file = file;
      this.out = new HashedFile(file);
      this.target = new DivertedOutput(out);
      this.encoder = new ChangesetEncoder(target);
      try {
        encoder.header(header);
      } catch (IOException | RuntimeException e) {
        close();
        throw e;
      }
    }

    /**
     * Writes one item.
     *
     * @throws IllegalStateException when the item is not inside a transaction, or an earlier item
     *     failed
     * @throws IllegalArgumentException when a row does not fit its table, or a name can't be
     *     written
     */
    public void write(Item item) throws IOException {
      boolean begins = item instanceof Item.Begin;
      if (finished || broken || begins == inTransaction) {
        throw new IllegalStateException(
            "Item not written to the changeset: it must be inside a transaction, or start one, and"
                + " none follows a failed one.");
      }
      broken = true;
      item.accept(encoder);
      broken = false;
      inTransaction = !(item instanceof Item.End);
      changes += item.isChange() ? 1 : 0;
      items += begins || item instanceof Item.End ? 0 : 1;
    }

    /**
     * Writes items as XML, after anything still buffered, to a stream. The caller passes these
     * bytes unchanged to {@link #append} before it writes anything else.
     */
    public void encode(Iterable<Item> some, OutputStream xml) throws IOException {
      target.divert(xml);
      for (Item item : some) {
        write(item);
      }
      encoder.flush();
      target.divert(null);
    }

    /** Hashes and compresses the XML from {@link #encode}. */
    public void append(byte[] xml) throws IOException {
      out.write(xml, 0, xml.length);
      target.appended(xml.length);
    }

    /** Bytes of XML so far, without what is still to be appended. */
    public long size() {
      return out.bytes();
    }

    /** Number of items written inside transactions. */
    public long items() {
      return items;
    }

    /** Number of items without markers, which need not arrive. */
    public long changes() {
      return changes;
    }

    /** Completes the file, which keeps its name, and syncs it to disk. */
    public Written finish() throws IOException {
      if (finished || broken || inTransaction || target.isMissing()) {
        throw new IllegalStateException(
            "Changeset not finished: a transaction has not ended, an item failed, or XML was not appended.");
      }
      encoder.finish();
      long bytes = out.finish();
      finished = true;
      return new Written(out.hash(), changes, bytes);
    }

    @Override
    public void close() throws IOException {
      out.close();
      if (!finished) {
        Files.deleteIfExists(file);
      }
    }
  }
}
