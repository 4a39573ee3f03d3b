package io.bactrian.folder;

import io.bactrian.exchange.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.camel.Exchange;

/**
 * Writes documents into the folder where a partner finds them: under a temporary name that nothing
 * had, onto the disk, and then under their own. What a partner lays there under either name is
 * replaced; where a link leads, nothing is written. Thread-safe.
 */
public final class Delivery {
  private final Path folder;

  /**
   * @param folder absolute; made when it is missing
   */
  public Delivery(Path folder) {
    this.folder = folder;
  }

  /**
   * Delivers the document that the exchange holds. If it lies there already, it is the same to the
   * last bit.
   *
   * @throws IOException when it can't be written; says what follows
   */
  public void deliver(Exchange exchange) throws IOException {
    Path name = Path.of(exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class));
    long size = exchange.getProperty("manifest", Manifest.class).bytes();
    try (InputStream document = exchange.getMessage().getBody(InputStream.class)) {
      Files.createDirectories(folder);
      try (OpenFolder held = OpenFolder.open(folder)) {
        if (!lies(held, name, size)) {
          write(held, document, name);
        }
      }
    } catch (FileSystemException e) {
      throw new IOException(
          "%s can't be delivered to %s (%s: %s). It waits, nothing is lost, and it is tried again. See whether the disk is there, has room and may be written to by this site's user."
              .formatted(name, folder, e.getClass().getSimpleName(), e.getReason()),
          e);
    }
  }

  private static boolean lies(OpenFolder folder, Path name, long size) throws IOException {
    try {
      BasicFileAttributes there = folder.attributes(name);
      return there.isRegularFile() && there.size() == size;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void write(OpenFolder folder, InputStream document, Path name) throws IOException {
    Path temporary = Path.of("." + name);
    if (folder.holds(temporary)) {
      folder.delete(temporary);
    }
    boolean delivered = false;
    SeekableByteChannel file = folder.create(temporary);
    try {
      try (file) {
        document.transferTo(Channels.newOutputStream(file));
        Filing.force(file);
      }
      folder.rename(temporary, folder, name);
      delivered = true;
    } finally {
      if (!delivered) {
        folder.delete(temporary);
      }
    }
  }
}
