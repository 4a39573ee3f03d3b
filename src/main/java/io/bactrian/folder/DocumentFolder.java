package io.bactrian.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A folder of this site in which documents lie for people: written whole or not at all, replaced
 * and deleted by name, never through a link. Created when it is missing. Thread-safe.
 *
 * @param path absolute
 */
public record DocumentFolder(Path path) {

  /**
   * Names of all that lies there.
   *
   * @throws IOException when it can't be read, or is a link
   */
  public Set<String> names() throws IOException {
    try (OpenFolder folder = OpenFolder.own(path)) {
      return folder.names().stream().map(Path::toString).collect(Collectors.toSet());
    }
  }

  /**
   * Writes a document, synced to the disk, in place of what has its name.
   *
   * @param name a single name
   */
  public void write(String name, InputStream document) throws IOException {
    try (OpenFolder folder = OpenFolder.own(path)) {
      write(folder, document, Path.of(name));
    }
  }

  /** Deletes documents; those that are gone already are passed over. */
  public void delete(Set<String> names) throws IOException {
    try (OpenFolder folder = OpenFolder.own(path)) {
      for (String name : names) {
        try {
          folder.delete(Path.of(name));
        } catch (NoSuchFileException gone) {
          continue; // a person took it away
        }
      }
    }
  }

  static void write(OpenFolder folder, InputStream document, Path name) throws IOException {
    Path temporary = Path.of("." + name);
    if (folder.contains(temporary)) {
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
