package io.bactrian.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that files which this site puts into a folder stay there: the folder is local, this
 * user's, and no link.
 */
public final class OwnPlace {
  /** Types of file systems that are on another machine. */
  private static final Set<String> REMOTE =
      Set.of("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "fuse.sshfs", "davfs", "9p");

  private OwnPlace() {}

  /**
   * Checks the folder as it is now; a missing one is created later.
   *
   * @param named whether a setting names it; otherwise it is beside a folder of the partner
   * @return what is wrong and what to do, a sentence or two
   */
  public static Optional<String> fault(Path place, boolean named) {
    boolean there = Files.exists(place, LinkOption.NOFOLLOW_LINKS);
    if (there && !Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(
          "%s is a link or no folder: what is put there would end up elsewhere. Remove it; the site makes a folder of its own."
              .formatted(place));
    }
    if (!named) {
      return Optional.empty();
    }
    Path nearest = place;
    while (!Files.exists(nearest)) {
      nearest = nearest.getParent();
    }
    try {
      return Optional.ofNullable(fault(place, nearest));
    } catch (IOException e) {
      return Optional.of(
          "%s can't be examined (%s). Check its rights.".formatted(place, e.getMessage()));
    }
  }

  private static String fault(Path place, Path nearest) throws IOException {
    if (!nearest.toRealPath().equals(nearest)) {
      return "A link stands on the way to %s, which leads to %s. Name the folder itself."
          .formatted(place, nearest.toRealPath());
    }
    String disk = Files.getFileStore(nearest).type().toLowerCase(Locale.ROOT);
    if (REMOTE.contains(disk) || place.toString().startsWith("\\\\")) {
      return "%s is on a disk of another machine (%s). Name a folder on a disk of this one."
          .formatted(place, disk);
    }
    UserPrincipal owner = Files.getOwner(nearest);
    return nearest.equals(place) && !isOurs(owner)
        ? "%s belongs to %s. Name a folder that belongs to %s, who runs this site."
            .formatted(place, owner.getName(), user())
        : null;
  }

  static boolean isOurs(UserPrincipal owner) {
    String name = owner.getName().replaceFirst(".*\\\\", "");
    return name.equalsIgnoreCase(user()) || name.equals("root") || user().equals("?");
  }

  private static String user() {
    return System.getProperty("user.name");
  }
}
