package io.bactrian.config;

/**
 * Address at which a hub listens for its spokes' requests. Immutable.
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
   * Whether an HTTP address is on this machine. Decided from the text: a name other than {@code
   * localhost} counts as another machine.
   */
  public static boolean onLoopback(String uri) {
    return uri.matches("https?:(//)?(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?([/?].*)?");
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
