package io.bactrian.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whether others than the owner can read or write a file or folder. Counts its rights together with
 * those of its parents: a file that all may read is safe in a folder that nobody else may enter.
 * Ignores access lists beyond owner, group and others. Immutable.
 *
 * @param reads whether others than the owner can read it
 * @param writes whether others than the owner can change or replace it
 */
public record Reach(boolean reads, boolean writes) {
  private static final Reach OWNER = new Reach(false, false);

  /** Reads it; neither reads nor writes where nothing is there or rights are not POSIX's. */
  public static Reach of(Path path) throws IOException {
    if (!Files.exists(path) || !OwnerOnly.knowsRights(path)) {
      return OWNER;
    }
    Path real = path.toRealPath();
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(real);
    boolean others = true;
    boolean group = true;
    for (Path above = real.getParent(); above != null; above = above.getParent()) {
      Set<PosixFilePermission> enter = Files.getPosixFilePermissions(above);
      others &= enter.contains(PosixFilePermission.OTHERS_EXECUTE);
      group &=
          enter.contains(PosixFilePermission.GROUP_EXECUTE)
              || enter.contains(PosixFilePermission.OTHERS_EXECUTE);
    }
    Set<PosixFilePermission> left = EnumSet.noneOf(PosixFilePermission.class);
    rights.stream().filter(others ? right -> true : Reach::ofGroup).forEach(left::add);
    if (!group) {
      left.removeIf(Reach::ofGroup);
    }
    return new Reach(
        left.contains(PosixFilePermission.OTHERS_READ)
            || left.contains(PosixFilePermission.GROUP_READ),
        left.contains(PosixFilePermission.OTHERS_WRITE)
            || left.contains(PosixFilePermission.GROUP_WRITE));
  }

  private static boolean ofGroup(PosixFilePermission right) {
    return right.name().startsWith("GROUP");
  }
}
