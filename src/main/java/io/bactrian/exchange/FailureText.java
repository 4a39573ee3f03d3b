package io.bactrian.exchange;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Why something failed, as people are told it: no row value, nothing foreign without bounds. */
final class FailureText {
  /** What MongoDB, and the embedded server, says then. */
  private static final int DISK_FULL = 14031;

  private static final int FOREIGN = 500;

  private FailureText() {}

  /** The reason with what follows from it. */
  static String sentence(String reason) {
    String ended = reason.endsWith(".") ? reason : reason + ".";
    boolean comforts =
        reason.contains("tried again")
            || reason.contains("tries again")
            || reason.contains("othing is lost")
            || reason.contains("stay in use");
    return comforts ? ended : ended + " Nothing is lost; it is tried again until it works.";
  }

  static String of(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    for (Throwable e = cause; e != null && e != e.getCause(); e = e.getCause()) {
      if (e instanceof MongoCommandException full && full.getErrorCode() == DISK_FULL) {
        return full.getErrorMessage();
      }
      if (e instanceof MongoException mongo) {
        return "MongoDB did not do what was asked (%s, code %d)"
            .formatted(mongo.getClass().getSimpleName(), mongo.getCode());
      }
      if (e instanceof HttpOperationFailedException refused) {
        return answered(refused);
      }
    }
    String message = cause.getMessage() == null ? root.toString() : cause.getMessage();
    boolean ours = cause.getClass().getName().startsWith("io.bactrian.");
    return root == cause
            || ours && message.contains("SQLSTATE")
            || root.getMessage() == null
            || message.contains(root.getMessage())
        ? message
        : message + " (" + root.getMessage() + ")";
  }

  /** What the partner said, on one line and bounded: it is foreign. */
  private static String answered(HttpOperationFailedException refused) {
    String body = refused.getResponseBody() == null ? "" : refused.getResponseBody();
    String text = body.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return "the partner answered with status %d: %s"
        .formatted(refused.getStatusCode(), text.substring(0, Math.min(text.length(), FOREIGN)))
        .replaceFirst(": $", "");
  }
}
