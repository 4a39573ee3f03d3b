package io.bactrian.folder;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * By what a file is known again. Times are compared for being the same only: they may be any.
 *
 * @param key of the file system, null where it has none
 */
record Stamp(long size, FileTime modified, Object key) {
  static Stamp of(BasicFileAttributes attributes) {
    return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
  }
}
