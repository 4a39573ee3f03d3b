package io.bactrian.folder;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * Identifies a state of a file. Times are only compared for equality: their values can't be
 * trusted.
 *
 * @param key file key of the file system, null where it has none
 */
record Stamp(long size, FileTime modified, Object key) {
  static Stamp of(BasicFileAttributes attributes) {
    return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
  }
}
