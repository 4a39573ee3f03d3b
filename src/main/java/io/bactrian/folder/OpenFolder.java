package io.bactrian.folder;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A folder held open: whoever replaces it, or a folder on the way to it, by a link does not lead
 * what is done here elsewhere. Every name is a single one, and no link is followed. Where the
 * platform can't hold folders (Windows), paths are used, and the last part is no link all the same.
 * For one thread.
 */
final class OpenFolder implements Closeable {
  private static final LinkOption NO_LINK = LinkOption.NOFOLLOW_LINKS;

  private final Path path;
  private final DirectoryStream<Path> stream;
  private final SecureDirectoryStream<Path> held;

  private OpenFolder(Path path, DirectoryStream<Path> stream) {
    this.path = path;
    this.stream = stream;
    this.held = stream instanceof SecureDirectoryStream<Path> secure ? secure : null;
  }

  /**
   * A folder that a setting names. It may be a link of whoever runs this site, and of no one else.
   *
   * @throws FileSystemException when it is a link of someone else
   */
  static OpenFolder open(Path path) throws IOException {
    if (Files.isSymbolicLink(path) && !OwnPlace.isOurs(Files.getOwner(path, NO_LINK))) {
      throw new FileSystemException(path.toString(), null, "It is a link of another user.");
    }
    return new OpenFolder(path, Files.newDirectoryStream(path));
  }

  /**
   * A folder of our own: made if it is missing, and refused if it is a link.
   *
   * @throws FileSystemException when it is not a folder
   */
  static OpenFolder own(Path path) throws IOException {
    if (!Files.exists(path, NO_LINK)) {
      Files.createDirectories(path);
    }
    OpenFolder folder = null;
    try {
      BasicFileAttributes named = Files.readAttributes(path, BasicFileAttributes.class, NO_LINK);
      if (named.isDirectory()) {
        folder = open(path);
        Object key = folder.ownAttributes().fileKey();
        if (key == null || key.equals(named.fileKey())) {
          OpenFolder sound = folder;
          folder = null;
          return sound;
        }
      }
      throw new FileSystemException(
          path.toString(), null, "It is a link or no folder; it has to be a folder of this site.");
    } finally {
      if (folder != null) {
        folder.close();
      }
    }
  }

  private BasicFileAttributes ownAttributes() throws IOException {
    return held == null
        ? Files.readAttributes(path, BasicFileAttributes.class, NO_LINK)
        : held.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
  }

  Path path() {
    return path;
  }

  /** A folder in it. */
  OpenFolder folder(Path name) throws IOException {
    Path inner = path.resolve(name);
    if (held != null) {
      return new OpenFolder(inner, held.newDirectoryStream(name, NO_LINK));
    }
    if (!attributes(name).isDirectory()) {
      throw new FileSystemException(inner.toString(), null, "It is no folder.");
    }
    return open(inner);
  }

  /** All names in it, once. */
  List<Path> names() throws IOException {
    List<Path> names = new ArrayList<>();
    try {
      stream.forEach(entry -> names.add(entry.getFileName()));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /** Of what has this name, not of what it may lead to. */
  BasicFileAttributes attributes(Path name) throws IOException {
    return held == null
        ? Files.readAttributes(path.resolve(name), BasicFileAttributes.class, NO_LINK)
        : held.getFileAttributeView(name, BasicFileAttributeView.class, NO_LINK).readAttributes();
  }

  boolean holds(Path name) throws IOException {
    try {
      attributes(name);
      return true;
    } catch (java.nio.file.NoSuchFileException e) {
      return false;
    }
  }

  /** For reading; fails for a link. Ask {@link #attributes} first: a pipe would keep us waiting. */
  SeekableByteChannel read(Path name) throws IOException {
    return channel(name, Set.of(StandardOpenOption.READ, NO_LINK));
  }

  /** For writing; fails if anything has this name, a link to nowhere included. */
  SeekableByteChannel create(Path name) throws IOException {
    return channel(name, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, NO_LINK));
  }

  private SeekableByteChannel channel(Path name, Set<java.nio.file.OpenOption> options)
      throws IOException {
    FileAttribute<?>[] none = {};
    return held == null
        ? Files.newByteChannel(path.resolve(name), options, none)
        : held.newByteChannel(name, options, none);
  }

  /**
   * Gives it a name in another folder; what had that name is gone, and if it was a link, only that.
   *
   * @throws AtomicMoveNotSupportedException when the other is on another disk
   */
  void rename(Path name, OpenFolder target, Path as) throws IOException {
    if (held != null && target.held != null) {
      held.move(name, target.held, as);
    } else {
      Files.move(
          path.resolve(name),
          target.path.resolve(as),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes a file or a link, not what it leads to. */
  void delete(Path name) throws IOException {
    if (held != null) {
      held.deleteFile(name);
    } else {
      Files.delete(path.resolve(name));
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
