package io.bactrian.config;

import java.util.List;
import java.util.stream.Collectors;

/** Files of a site can't be used as they are; tells every fault, one a line. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Fault> faults;

  public ConfigurationException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /** By file and line, never empty. */
  public List<Fault> faults() {
    return faults;
  }
}
