package io.bactrian.web;

import java.util.regex.Pattern;

/**
 * Who uses the page.
 *
 * @param name unique in the site; letters, digits and {@code . _ - @}
 */
public record Account(String name, Role role) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  /** Whether the text can be a name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
