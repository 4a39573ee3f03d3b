package io.bactrian.config;

import java.nio.file.Path;
import java.util.Optional;

/** Makes the folder of a {@code file:} URI absolute, so that it means the same from anywhere. */
final class FileUri {
  private static final String SCHEME = "file:";

  private FileUri() {}

  /** Any other URI is returned as it is; options after {@code ?} are kept. */
  static String absolute(String uri, Path folder) {
    if (!uri.startsWith(SCHEME)) {
      return uri;
    }
    int options = uri.indexOf('?');
    return SCHEME
        + folder.resolve(folder(uri)).toAbsolutePath().normalize()
        + (options < 0 ? "" : uri.substring(options));
  }

  /** The folder of an absolute URI; empty for any other. */
  static Optional<Path> path(String uri) {
    return uri.startsWith(SCHEME) ? Optional.of(Path.of(folder(uri))) : Optional.empty();
  }

  /** The folder as written; empty for any other URI. */
  static String folder(String uri) {
    if (!uri.startsWith(SCHEME)) {
      return "";
    }
    int options = uri.indexOf('?');
    String path = uri.substring(SCHEME.length(), options < 0 ? uri.length() : options);
    return path.startsWith("//") ? path.substring(2) : path;
  }
}
