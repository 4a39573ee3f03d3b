package io.bactrian.api;

/** Thrown for a request that is not as its operation is declared. */
final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param fault the rest of a sentence, without values of the request
   */
  BadRequestException(String fault) {
    super("The request is not as the description says: " + fault + ".");
  }
}
