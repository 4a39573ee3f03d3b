package io.bactrian.changeset;

/**
 * Handles each kind of {@link Item}. A new kind gets a method here, so that code which must handle
 * it does not compile until it does.
 *
 * @param <X> the exception it may throw; {@code RuntimeException} for no checked one
 */
public interface ItemVisitor<X extends Exception> {
  void begin(Item.Begin begin) throws X;

  void end(Item.End end) throws X;

  void change(Item.Change change) throws X;

  void verdict(Item.Verdict verdict) throws X;

  void marker(Item.Marker marker) throws X;

  void present(Item.Present present) throws X;

  void request(Item.Request request) throws X;

  void held(Item.Held held) throws X;

  void asked(Item.Asked asked) throws X;

  void hashes(Item.Hashes hashes) throws X;
}
