package io.bactrian.config;

/**
 * Where a hub waits for its spokes' requests. Immutable.
 *
 * @param host a name or a literal address, IPv6 without brackets
 * @param port 1 to 65535
 */
public record Listen(String host, int port) {

  /**
   * Whether only this machine can connect. Decided from the text, without a look-up: a name other
   * than {@code localhost} counts as reachable from outside.
   */
  public boolean loopback() {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
