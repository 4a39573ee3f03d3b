package io.bactrian.site;

import io.bactrian.config.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The mappings and rules in use. They are read again when their files have changed, which names,
 * sizes and modification times show. Thread-safe.
 */
final class LiveMappings {
  private final Collection<Path> places;
  private final Supplier<SiteMappings> reading;
  private volatile SiteMappings inUse;
  private Set<String> seen;

  /**
   * @param places files, and folders, without their subfolders
   * @param reading throws ConfigurationException with all faults, and whatever a store throws that
   *     does not answer
   */
  LiveMappings(Collection<Path> places, Supplier<SiteMappings> reading) {
    this.places = places;
    this.reading = reading;
    this.seen = fingerprint();
    this.inUse = reading.get();
  }

  SiteMappings inUse() {
    return inUse;
  }

  /** Whether the files have changed since they were last read. */
  synchronized boolean changed() {
    return !fingerprint().equals(seen);
  }

  /**
   * Reads the files again. If they are faulty, those in use stay.
   *
   * @throws ConfigurationException with all faults
   */
  synchronized void renew() {
    Set<String> now = fingerprint();
    seen = null; // so that they count as changed when a store does not answer meanwhile
    try {
      inUse = reading.get();
      seen = now;
    } catch (ConfigurationException e) {
      seen = now;
      throw e;
    }
  }

  private Set<String> fingerprint() {
    Set<String> fingerprint = new TreeSet<>();
    for (Path place : places) {
      try (Stream<Path> files = Files.walk(place, 1)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          fingerprint.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
        }
      } catch (IOException | UncheckedIOException e) {
        fingerprint.add(
            place + " can't be read"); // it may just be replaced; reading it reports an error
      }
    }
    return fingerprint;
  }
}
