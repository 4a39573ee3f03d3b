package io.bactrian.site;

import io.bactrian.file.OwnerOnly;
import io.bactrian.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Requests to try a stream again, laid into the site's folder by another process: a file for each
 * partner, with an id. Thread-safe.
 */
final class RetryRequests {
  private static final int MOST = 100;
  private final SiteFolder folder;

  RetryRequests(SiteFolder folder) {
    this.folder = folder;
  }

  void place(String partner, String id) {
    Path file = folder.retry().resolve(partner);
    try {
      OwnerOnly.folder(folder.retry());
      OwnerOnly.write(file, id);
    } catch (IOException e) {
      throw Problem.of(
              "The running site could not be asked: %s was not written (%s).", file, e.getMessage())
          .follows("Nothing was tried.")
          .toDo("Check the folder's permissions and the disk.")
          .exception(e);
    }
  }

  boolean any(Iterable<String> partners) {
    for (String partner : partners) {
      if (Files.exists(folder.retry().resolve(partner))) {
        return true;
      }
    }
    return false;
  }

  /** Ids by partner; they are gone then. */
  Map<String, String> take(Iterable<String> partners) {
    Map<String, String> requests = new TreeMap<>();
    for (String partner : partners) {
      Path file = folder.retry().resolve(partner);
      try {
        if (Files.exists(file)) {
          String id = Files.readString(file);
          Files.deleteIfExists(file);
          requests.put(partner, id.substring(0, Math.min(MOST, id.length())));
        }
      } catch (IOException e) {
        throw Problem.of("The request %s could not be taken (%s).", file, e.getMessage())
            .follows("It is tried again.")
            .toDo("Check the folder's permissions.")
            .passes()
            .exception(e);
      }
    }
    return requests;
  }
}
