package io.bactrian.folder;

import io.bactrian.exchange.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.camel.Exchange;

/**
 * Writes documents to the folder where a partner reads them: to a new file with a temporary name,
 * synced to the disk, then renamed. Replaces whatever the partner put there under either name;
 * never writes through a link. Thread-safe.
 */
public final class Delivery {
  private final Path folder;

  /**
   * @param folder absolute; created when it is missing
   */
  public Delivery(Path folder) {
    this.folder = folder;
  }

  /**
   * Delivers the document of the exchange. A file with its name and size that is there already has
   * the same bytes, and stays.
   *
   * @throws IOException when it can't be written; says what follows
   */
  public void deliver(Exchange exchange) throws IOException {
    Path name = Path.of(exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class));
    long size = exchange.getProperty("manifest", Manifest.class).bytes();
    try (InputStream document = exchange.getMessage().getBody(InputStream.class)) {
      Files.createDirectories(folder);
      try (OpenFolder opened = OpenFolder.open(folder)) {
        if (!isThere(opened, name, size)) {
          DocumentFolder.write(opened, document, name);
        }
      }
    } catch (FileSystemException e) {
      throw new IOException(
          "%s can't be delivered to %s (%s: %s). It waits, nothing is lost, and it is tried again. See whether the disk is there, has room and may be written to by this site's user."
              .formatted(name, folder, e.getClass().getSimpleName(), e.getReason()),
          e);
    }
  }

  private static boolean isThere(OpenFolder folder, Path name, long size) throws IOException {
    try {
      BasicFileAttributes there = folder.attributes(name);
      return there.isRegularFile() && there.size() == size;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
