package io.bactrian.exchange;

import io.bactrian.changeset.Unsent;

/**
 * What a partner has for this site and does not send, in words: here a limit can be raised. Pure.
 */
public record UnsentThere(String partner, Unsent unsent) {

  /** Of rows that are set aside there. */
  public String rows() {
    return "%s has %,d rows for this site that are larger than it takes. They come once `changeset.max-value` is %d here and this site has sent something; give Java the memory for it."
        .formatted(partner, unsent.rows(), unsent.value());
  }

  /** Of a source transaction. */
  public String transaction() {
    return "The stream of %s stands still before a source transaction that makes a changeset of more than %,d bytes of XML. It goes on once `changeset.max-size` is large enough here and this site has sent something."
        .formatted(partner, unsent.size());
  }

  String text() {
    String rows = unsent.rows() > 0 ? rows() : "";
    String transaction = unsent.size() > 0 ? transaction() : "";
    return (rows + " " + transaction).strip();
  }
}
