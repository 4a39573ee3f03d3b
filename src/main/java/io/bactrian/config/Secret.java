package io.bactrian.config;

/**
 * A password or token: its text form hides it, so that no log line or fault shows it. Immutable.
 */
public record Secret(String value) {
  @Override
  public String toString() {
    return "***";
  }
}
