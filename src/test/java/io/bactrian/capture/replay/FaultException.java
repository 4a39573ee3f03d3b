package io.bactrian.capture.replay;

/** A history has shown a fault. */
final class FaultException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Fault fault;

  FaultException(Fault fault, String what) {
    super(what);
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
