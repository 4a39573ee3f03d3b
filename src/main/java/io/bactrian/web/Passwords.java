package io.bactrian.web;

import com.password4j.Argon2Function;
import com.password4j.HashingFunction;
import com.password4j.Password;
import com.password4j.types.Argon2;

/**
 * Hashes passwords with Argon2id. A hash names its own parameters, so that these can be raised
 * later. Each call takes some 20 MiB and tens of milliseconds. Stateless.
 */
final class Passwords {
  /** As OWASP advises: 19 MiB, twice, one lane, 32 bytes. */
  private static final HashingFunction FUNCTION =
      Argon2Function.getInstance(19 << 10, 2, 1, 32, Argon2.ID);

  private static final int SALT = 16;

  /** Compared with for names that do not exist, so that these take as long. */
  private static final String NOBODY = hash("nobody has this password");

  private Passwords() {}

  static String hash(CharSequence password) {
    return Password.hash(password).addRandomSalt(SALT).with(FUNCTION).getResult();
  }

  /**
   * @param hash from {@link #hash}; null when there is no such account
   */
  static boolean fits(CharSequence password, String hash) {
    String against = hash == null ? NOBODY : hash;
    boolean fits =
        Password.check(password, against).with(Argon2Function.getInstanceFromHash(against));
    return fits && hash != null;
  }

  /** Whether the text is a hash that {@link #fits} can check. */
  static boolean isHash(String text) {
    try {
      Argon2Function.getInstanceFromHash(text);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }
}
