package io.bactrian.changeset;

/**
 * What the source of a changeset has for its destination and does not send, since it is larger than
 * that takes. The people there are told, as it is they who can raise a limit. Pure.
 *
 * @param rows that are set aside; 0 for none
 * @param value {@code changeset.max-value} with which all of them go; 0 for no rows
 * @param size more bytes of XML than this are needed by the source transaction at which the stream
 *     stands still; 0 when it does not
 */
public record Unsent(long rows, long value, long size) {
  public static final Unsent NOTHING = new Unsent(0, 0, 0);
}
