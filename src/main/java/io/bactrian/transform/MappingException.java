package io.bactrian.transform;

/** A row can't be mapped; says which table, which file and line, and what to do. */
public final class MappingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MappingException(String message) {
    super(message);
  }

  public MappingException(String message, Throwable cause) {
    super(message, cause);
  }
}
