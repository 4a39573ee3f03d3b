package io.bactrian.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Moves files into one folder, each under a new name: earlier files stay unchanged, and links in
 * the folder are not followed. Thread-safe.
 */
final class Filing {
  /** Suffix of the text file with the reason. */
  static final String REASON = ".reason.txt";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);
  private static final int TRIES = 1_000;

  private final Path folder;
  private final InstantSource clock;

  Filing(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Fails unless files can be put there. */
  void check() throws IOException {
    OpenFolder.own(folder).close();
  }

  /**
   * Moves it.
   *
   * @param reason written beside it; null for none
   * @return its new path
   * @throws IOException when it can't be moved; it is then where it was
   */
  Path put(OpenFolder from, Entry entry, String reason) throws IOException {
    String name = entry.shown();
    try (OpenFolder to = OpenFolder.own(folder)) {
      for (int i = 0; i < TRIES; i++) {
        Path as = Path.of(i == 0 ? name : another(name, i));
        if (reason == null) {
          if (moved(from, entry, to, as)) {
            return folder.resolve(as);
          }
          continue;
        }
        Path beside = Path.of(as + REASON);
        if (!written(to, beside, reason)) {
          continue;
        }
        boolean moved = false;
        try {
          moved = moved(from, entry, to, as);
        } finally {
          if (!moved) {
            to.delete(beside);
          }
        }
        if (moved) {
          return folder.resolve(as);
        }
      }
    }
    throw new FileAlreadyExistsException(folder.resolve(name).toString());
  }

  private String another(String name, int count) {
    String suffix = EntryName.suffix(name);
    String stem = name.substring(0, name.length() - suffix.length());
    String time = TIME.format(clock.instant());
    return stem + "." + time + (count == 1 ? "" : "-" + count) + suffix;
  }

  /** False if something has that name. */
  private static boolean written(OpenFolder to, Path name, String text) throws IOException {
    try (SeekableByteChannel file = to.create(name)) {
      ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /**
   * False if the name is in use. Reserves the name by an empty file first, because a rename
   * replaces whatever has it; a folder needs no reservation, because it can't replace a file.
   */
  private static boolean moved(OpenFolder from, Entry entry, OpenFolder to, Path as)
      throws IOException {
    Path name = entry.at().getFileName();
    if (from.attributes(name).isDirectory()) {
      if (to.contains(as)) {
        return false;
      }
      from.rename(name, to, as);
      return true;
    }
    try {
      to.create(as).close();
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    boolean complete = false;
    try {
      from.rename(name, to, as);
      complete = true;
    } catch (AtomicMoveNotSupportedException e) {
      copy(from, entry, to, as);
      complete = true;
    } finally {
      if (!complete && to.contains(as)) {
        to.delete(as);
      }
    }
    return true;
  }

  /** Copies it to another disk, completely before the original is deleted. */
  private static void copy(OpenFolder from, Entry entry, OpenFolder to, Path as)
      throws IOException {
    Path name = entry.at().getFileName();
    if (!from.attributes(name).isRegularFile()) {
      throw new FileSystemException(
          from.path().resolve(name).toString(), null, "Only files can go to another disk.");
    }
    to.delete(as);
    try (SeekableByteChannel original = from.read(name);
        SeekableByteChannel copy = to.create(as)) {
      Channels.newInputStream(original).transferTo(Channels.newOutputStream(copy));
      force(copy);
    }
    from.delete(name);
  }

  static void force(SeekableByteChannel file) throws IOException {
    if (file instanceof FileChannel channel) {
      channel.force(true);
    }
  }
}
