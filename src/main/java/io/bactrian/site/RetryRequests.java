package io.bactrian.site;

import io.bactrian.file.OwnerOnly;
import io.bactrian.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Requests to try a stream again, laid into the folder of a site that runs in another process: a
 * file for each partner, with an id. The route {@code retry-when-asked} takes them. Thread-safe.
 */
final class RetryRequests {
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
}
