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

  /**
   * Whether an address of HTTP leads to this machine, decided from the text: another name than
   * {@code localhost} counts as elsewhere.
   */
  public static boolean onLoopback(String uri) {
    return uri.matches("https?:(//)?(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?([/?].*)?");
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
