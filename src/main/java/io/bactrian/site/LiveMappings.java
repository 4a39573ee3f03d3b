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
 * The mappings and rules in use, which are read again when their files have changed. Whether they
 * have is told by names, sizes and times. Thread-safe.
 */
final class LiveMappings {
  private final Collection<Path> places;
  private final Supplier<SiteMappings> reading;
  private volatile SiteMappings inUse;
  private Set<String> seen;

  /**
   * @param places files, and folders without those in them
   * @param reading throws ConfigurationException with all faults
   */
  LiveMappings(Collection<Path> places, Supplier<SiteMappings> reading) {
    this.places = places;
    this.reading = reading;
    this.seen = print();
    this.inUse = reading.get();
  }

  SiteMappings inUse() {
    return inUse;
  }

  /** Whether the files are others than when they were last read. */
  synchronized boolean changed() {
    return !print().equals(seen);
  }

  /**
   * Reads the files again. If they are faulty, those in use stay.
   *
   * @throws ConfigurationException with all faults
   */
  synchronized void renew() {
    seen = print();
    inUse = reading.get();
  }

  private Set<String> print() {
    Set<String> print = new TreeSet<>();
    for (Path place : places) {
      try (Stream<Path> files = Files.walk(place, 1)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          print.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
        }
      } catch (IOException | UncheckedIOException e) {
        print.add(place + " can't be read"); // it may be under way; whoever reads it says what is
      }
    }
    return print;
  }
}
