package io.bactrian.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Creates files (0600) and folders (0700) for their owner alone, whatever the process's umask is.
 * They are created with these rights, so that nobody can open them before. Where rights are not
 * POSIX's, as on Windows, they are inherited from the parent folder. Existing files keep their
 * rights: {@link Reach} shows who has access. Stateless.
 */
public final class OwnerOnly {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  /** Creates a folder and its parents if missing; returns it. */
  public static Path folder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return folder;
    }
    return Files.createDirectories(folder, rights(folder, FOLDER));
  }

  /** Creates an empty file if missing; returns it. */
  public static Path file(Path file) throws IOException {
    try {
      return Files.createFile(file, rights(file, FILE));
    } catch (FileAlreadyExistsException there) {
      return file;
    }
  }

  /**
   * Writes a file whole or not at all; replaces what was there, a link included, which is not
   * followed.
   */
  public static Path write(Path file, String text) throws IOException {
    Path whole = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      Files.createFile(whole, rights(file, FILE));
      Files.writeString(whole, text);
      return Files.move(
          whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      discard(whole, e);
      throw e;
    }
  }

  private static void discard(Path left, IOException because) {
    try {
      Files.deleteIfExists(left);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private static FileAttribute<?>[] rights(Path path, Set<PosixFilePermission> rights)
      throws IOException {
    return knowsRights(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
        : new FileAttribute<?>[0];
  }

  /** Whether the file system has POSIX rights. */
  static boolean knowsRights(Path path) throws IOException {
    Path there = path.toAbsolutePath();
    while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      there = there.getParent();
    }
    return there != null && Files.getFileStore(there).supportsFileAttributeView("posix");
  }
}
