package io.bactrian.folder;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Looks through a folder and those in it, without following a link.
 *
 * @param others absolute folders that are none of its concern
 */
record Walk(Path root, Set<Path> others) {

  /** Told of each entry while its folder is held. */
  @FunctionalInterface
  interface Visitor {
    void visit(HeldFolder folder, Entry entry) throws IOException;
  }

  /** A folder that is not there, or no more, is empty. */
  void through(Visitor visitor) throws IOException {
    try (HeldFolder folder = HeldFolder.open(root)) {
      through(folder, Path.of(""), visitor);
    } catch (NoSuchFileException | NotDirectoryException e) {
      if (Files.exists(root)) {
        throw e;
      }
    }
  }

  private void through(HeldFolder folder, Path at, Visitor visitor) throws IOException {
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
        try (HeldFolder sub = folder.folder(name)) {
          through(sub, entry.at(), visitor);
        } catch (AccessDeniedException e) {
          visitor.visit(folder, entry.impossible("It is a folder that can't be read."));
        } catch (NoSuchFileException | NotDirectoryException e) {
          continue; // it is another thing now
        }
      }
    }
  }

  /** Holds the folder that an entry was found in. */
  HeldFolder folderOf(Entry entry) throws IOException {
    HeldFolder folder = HeldFolder.open(root);
    Path parent = entry.at().getParent();
    if (parent != null) {
      for (Path name : parent) {
        try (HeldFolder outer = folder) {
          folder = outer.folder(name);
        }
      }
    }
    return folder;
  }
}
