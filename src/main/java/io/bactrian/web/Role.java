package io.bactrian.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an account may do; each role may do what those before it may. */
public enum Role {
  /** Sees everything, row values included. */
  VIEWER,
  /** Also decides conflicts and parked changes. */
  RESOLVER,
  /** Also operates the site. */
  OPERATOR;

  /** Whether it may do what the other may. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** Returns the word for it in files and on the page. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role that a word names; empty when there is none. */
  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  /** All words, the least first. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Role::word).toList();
  }
}
