package io.bactrian.door;

import io.bactrian.exchange.RoundHeaders;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Partners that may use HTTP, and how each authenticates. Partners that are reached by files are
 * not among them. Comparison takes the same time for every token. Immutable, thread-safe.
 */
public final class Credentials {
  private static final String SCHEME = "Bearer ";

  private final Map<String, byte[]> digests = new HashMap<>();
  private final Set<String> open;
  private final byte[] nobody = digest("");

  /**
   * @param tokens by partner
   * @param open partners that need no token
   */
  public Credentials(Map<String, String> tokens, Set<String> open) {
    tokens.forEach((partner, token) -> digests.put(partner, digest(SCHEME + token)));
    this.open = Set.copyOf(open);
  }

  /** All partners that may use HTTP. */
  Set<String> partners() {
    Set<String> all = new java.util.TreeSet<>(digests.keySet());
    all.addAll(open);
    return all;
  }

  /**
   * The partner that these headers authenticate; empty if none. Contradictory headers authenticate
   * nobody.
   */
  Optional<String> sender(MultiMap headers) {
    List<String> names = headers.getAll(RoundHeaders.SITE);
    List<String> shown = headers.getAll("Authorization");
    String name = names.size() == 1 ? names.get(0) : "";
    byte[] given = digest(shown.size() == 1 ? shown.get(0) : "");
    boolean known = MessageDigest.isEqual(digests.getOrDefault(name, nobody), given);
    return known && digests.containsKey(name) || open.contains(name)
        ? Optional.of(name)
        : Optional.empty();
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
