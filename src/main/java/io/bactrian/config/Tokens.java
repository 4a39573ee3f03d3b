package io.bactrian.config;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes bearer tokens. Thread-safe. */
public final class Tokens {
  private static final int BYTES = 32;

  private final SecureRandom random;

  public Tokens(SecureRandom random) {
    this.random = random;
  }

  /** A new one of 256 bits, in letters, digits, {@code -} and {@code _}. */
  public String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
