package io.bactrian.exchange;

/**
 * A changeset came too early and can't be kept, since so much of its sender waits already. Nothing
 * of it is lost: whoever brought it brings it again.
 */
public final class NoRoomException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoRoomException(String message) {
    super(message);
  }
}
