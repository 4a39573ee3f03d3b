package io.bactrian.folder;

import io.bactrian.monitor.FileCounts;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders of one partner. All are absolute.
 *
 * @param inbox where its documents arrive; the partner writes there
 * @param done where they go once they are applied or known
 * @param rejected where goes what is none, with the reason
 * @param others folders with another purpose, which are passed by even within the inbox
 */
public record Places(Path inbox, Path done, Path rejected, Set<Path> others) {
  private static final Logger LOG = LoggerFactory.getLogger(Places.class);

  public Places {
    others = Set.copyOf(others);
  }

  Walk walk() {
    return new Walk(inbox, others);
  }

  /** How many files lie there at this moment, as far as that can be told. */
  public FileCounts count() {
    int[] counts = new int[3];
    try {
      walk()
          .through(
              (folder, entry) -> {
                counts[0] += entry.waits() ? 1 : 0;
                counts[1] += entry.kind() == Entry.Kind.FOREIGN ? 1 : 0;
              });
      try (OpenFolder folder = OpenFolder.open(rejected)) {
        for (Path name : folder.names()) {
          counts[2] += name.toString().endsWith(Filing.REASON) ? 0 : 1;
        }
      } catch (NoSuchFileException | NotDirectoryException e) {
        counts[2] = 0; // nothing was ever put there
      }
      return new FileCounts(counts[0], counts[1], counts[2]);
    } catch (IOException e) {
      LOG.debug("{} or {} can't be counted", inbox, rejected, e); // an outage says why
      return FileCounts.UNKNOWN;
    }
  }
}
