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
 * An open folder. If somebody replaces it, or a parent, by a link, operations still work on the
 * original folder. Every name is a single one, and no link is followed. Where the platform can't
 * keep folders open (Windows), paths are used, whose last part is still not followed as a link. For
 * one thread.
 */
final class OpenFolder implements Closeable {
  private static final LinkOption NO_LINK = LinkOption.NOFOLLOW_LINKS;

  private final Path path;
  private final DirectoryStream<Path> stream;
  private final SecureDirectoryStream<Path> secured;

  private OpenFolder(Path path, DirectoryStream<Path> stream) {
    this.path = path;
    this.stream = stream;
    this.secured = stream instanceof SecureDirectoryStream<Path> secure ? secure : null;
  }

  /**
   * Opens a folder that a setting names. It may be a link only if the link belongs to the user that
   * runs this site.
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
   * Opens a folder of this site: creates it if it is missing, and refuses a link.
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
    return secured == null
        ? Files.readAttributes(path, BasicFileAttributes.class, NO_LINK)
        : secured.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
  }

  Path path() {
    return path;
  }

  /** Opens a folder in it. */
  OpenFolder folder(Path name) throws IOException {
    Path inner = path.resolve(name);
    if (secured != null) {
      return new OpenFolder(inner, secured.newDirectoryStream(name, NO_LINK));
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

  /** Attributes of the entry with this name; of the link itself, if it is one. */
  BasicFileAttributes attributes(Path name) throws IOException {
    return secured == null
        ? Files.readAttributes(path.resolve(name), BasicFileAttributes.class, NO_LINK)
        : secured
            .getFileAttributeView(name, BasicFileAttributeView.class, NO_LINK)
            .readAttributes();
  }

  boolean contains(Path name) throws IOException {
    try {
      attributes(name);
      return true;
    } catch (java.nio.file.NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Opens a file for reading; fails for a link. Check {@link #attributes} first: opening a pipe
   * would block.
   */
  SeekableByteChannel read(Path name) throws IOException {
    return channel(name, Set.of(StandardOpenOption.READ, NO_LINK));
  }

  /** Creates a file for writing; fails if anything has this name, even a broken link. */
  SeekableByteChannel create(Path name) throws IOException {
    return channel(name, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, NO_LINK));
  }

  private SeekableByteChannel channel(Path name, Set<java.nio.file.OpenOption> options)
      throws IOException {
    FileAttribute<?>[] none = {};
    return secured == null
        ? Files.newByteChannel(path.resolve(name), options, none)
        : secured.newByteChannel(name, options, none);
  }

  /**
   * Moves it to a name in another folder; replaces what has that name: of a link, only the link.
   *
   * @throws AtomicMoveNotSupportedException when the other is on another disk
   */
  void rename(Path name, OpenFolder target, Path as) throws IOException {
    if (secured != null && target.secured != null) {
      secured.move(name, target.secured, as);
    } else {
      Files.move(
          path.resolve(name),
          target.path.resolve(as),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Deletes a file or a link, not the link's target. */
  void delete(Path name) throws IOException {
    if (secured != null) {
      secured.deleteFile(name);
    } else {
      Files.delete(path.resolve(name));
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
