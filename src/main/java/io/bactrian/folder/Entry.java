package io.bactrian.folder;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * An entry of a partner's folder.
 *
 * @param at relative to the folder
 * @param kind what it may be, by name and file system alone
 * @param fault why it can't be a document, a sentence; null unless it is {@link Kind#IMPOSSIBLE}
 */
record Entry(Path at, Kind kind, Stamp stamp, String fault) {

  /** Decided by its name and its attributes, before it is opened. */
  enum Kind {
    /** May be a document. */
    DOCUMENT,
    /** An empty file. */
    EMPTY,
    /** Has the name of a document but can't be one, or may be harmful. */
    IMPOSSIBLE,
    /** A sub-folder that may contain documents. */
    FOLDER,
    /** A file without the name of a changeset; left alone. */
    FOREIGN,
    /** A file to ignore, as systems and copying programs create them. */
    LITTER
  }

  /** Deeper sub-folders are not searched. */
  private static final int DEEPEST = 8;

  static Entry of(Path at, BasicFileAttributes attributes) {
    Path name = at.getFileName();
    Stamp stamp = Stamp.of(attributes);
    if (EntryName.isLitter(name)) {
      return new Entry(at, Kind.LITTER, stamp, null);
    }
    String fault = fault(name, attributes);
    if (fault != null) {
      return new Entry(at, Kind.IMPOSSIBLE, stamp, fault);
    }
    if (attributes.isDirectory()) {
      boolean known = at.getNameCount() < DEEPEST && EntryName.fault(name) == null;
      return new Entry(at, known ? Kind.FOLDER : Kind.FOREIGN, stamp, null);
    }
    Kind file = stamp.size() == 0 ? Kind.EMPTY : Kind.DOCUMENT;
    return new Entry(at, EntryName.isDocument(name) ? file : Kind.FOREIGN, stamp, null);
  }

  private static String fault(Path name, BasicFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      return "It is a link, and links are not followed.";
    }
    if (attributes.isOther()) {
      return "It is a pipe, a socket or a device, and no file.";
    }
    if (!EntryName.isDocument(name)) {
      return null;
    }
    return attributes.isDirectory()
        ? "It is a folder with the name of a changeset."
        : EntryName.fault(name);
  }

  Entry impossible(String why) {
    return new Entry(at, Kind.IMPOSSIBLE, stamp, why);
  }

  /** Whether it is meant for this site. */
  boolean waits() {
    return kind == Kind.DOCUMENT || kind == Kind.EMPTY || kind == Kind.IMPOSSIBLE;
  }

  /** For messages and for names. */
  String shown() {
    return EntryName.safe(at.getFileName());
  }
}
