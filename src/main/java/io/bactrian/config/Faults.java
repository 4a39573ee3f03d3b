package io.bactrian.config;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects faults, so that all are reported at once; drops duplicates. For one thread. */
public final class Faults {
  private final Set<Fault> faults = new LinkedHashSet<>();

  public void add(Fault fault) {
    faults.add(fault);
  }

  public void add(Path file, int line, String message) {
    add(new Fault(Fault.name(file), line, message));
  }

  public void add(String file, int line, String message) {
    add(new Fault(file, line, message));
  }

  public boolean contain(Fault fault) {
    return faults.contains(fault);
  }

  public boolean isEmpty() {
    return faults.isEmpty();
  }

  /** By file and line. */
  public List<Fault> all() {
    return faults.stream()
        .sorted(Comparator.comparing(Fault::file).thenComparing(Fault::line))
        .toList();
  }

  /**
   * @throws ConfigurationException with all of them, if there is any
   */
  public void throwIfAny() {
    if (!isEmpty()) {
      throw new ConfigurationException(all());
    }
  }
}
