package io.bactrian.folder;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through a folder and those in it, without following a link.
 *
 * @param others absolute folders that are none of its concern
 */
record Walk(Path root, Set<Path> others) {

  private static final Logger LOG = LoggerFactory.getLogger(Walk.class);

  /** Told of each entry while its folder is held. */
  @FunctionalInterface
  interface Visitor {
    void visit(OpenFolder folder, Entry entry) throws IOException;
  }

  /** A folder that is not there, or no more, is empty. */
  void through(Visitor visitor) throws IOException {
    try (OpenFolder folder = OpenFolder.open(root)) {
      through(folder, Path.of(""), visitor);
    } catch (NoSuchFileException | NotDirectoryException e) {
      if (Files.exists(root)) {
        throw e;
      }
    }
  }

  private void through(OpenFolder folder, Path at, Visitor visitor) throws IOException {
    for (Path name : folder.names()) {
      Entry entry;
      try {
        entry = Entry.of(at.resolve(name), folder.attributes(name));
      } catch (NoSuchFileException e) {
        continue;
      }
      boolean inner = entry.kind() == Entry.Kind.FOLDER;
      if (inner && others.contains(root.resolve(entry.at()))) {
        continue;
      }
      visitor.visit(folder, entry);
      if (inner) {
        try (OpenFolder sub = folder.folder(name)) {
          through(sub, entry.at(), visitor);
        } catch (AccessDeniedException e) {
          visitor.visit(folder, entry.impossible("It is a folder that can't be read."));
        } catch (FileSystemException e) {
          LOG.debug("{} is another thing now", EntryName.safe(name), e);
        }
      }
    }
  }

  /** Holds the folder that an entry was found in. */
  OpenFolder folderOf(Entry entry) throws IOException {
    OpenFolder folder = OpenFolder.open(root);
    Path parent = entry.at().getParent();
    if (parent != null) {
      for (Path name : parent) {
        try (OpenFolder outer = folder) {
          folder = outer.folder(name);
        }
      }
    }
    return folder;
  }
}
