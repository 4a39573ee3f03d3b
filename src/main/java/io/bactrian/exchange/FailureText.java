package io.bactrian.exchange;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import java.net.SocketException;
import java.sql.SQLException;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Why something failed, as people are told it: no row value, nothing foreign without bounds. */
final class FailureText {
  /** What MongoDB, and the embedded server, says then. */
  private static final int DISK_FULL = 14031;

  private static final int FOREIGN = 500;

  private static final String STOPS = " stops";

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
    if (cause instanceof SQLException failed) {
      String state = failed.getSQLState();
      return "the site's database did not do what was asked (%s); its own log says why"
          .formatted(state == null ? failed.getClass().getSimpleName() : "SQLSTATE " + state);
    }
    if (isUnreachable(cause)) {
      return "the partner does not answer (%s)".formatted(cause.getMessage());
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

  /** Whether the partner said that it stops; what follows is that it can't be reached. */
  static boolean isStop(String reason) {
    return reason.endsWith(STOPS);
  }

  /** Whether nobody was there to answer a request, or the connection broke. */
  static boolean isUnreachable(Throwable cause) {
    return cause instanceof SocketException
        || cause instanceof NoHttpResponseException
        || cause instanceof ConnectionClosedException;
  }

  /** What the partner said, on one line and bounded: it is foreign. */
  private static String answered(HttpOperationFailedException refused) {
    String stops = header(refused, RoundHeaders.STOPPING);
    if (refused.getStatusCode() == 503 && stops.matches("[a-z][a-z0-9-]{0,39}")) {
      return stops + STOPS;
    }
    if (refused.getStatusCode() == 403) {
      return "the partner refused us with status 403: it knows no partner by this `site.id` over HTTP, or another token. Make `partner.<id>.token` the same on both sides";
    }
    String body = refused.getResponseBody() == null ? "" : refused.getResponseBody();
    String text = body.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return "the partner answered with status %d: %s"
        .formatted(refused.getStatusCode(), text.substring(0, Math.min(text.length(), FOREIGN)))
        .replaceFirst(": $", "");
  }

  private static String header(HttpOperationFailedException answer, String name) {
    Map<String, String> headers = answer.getResponseHeaders();
    return headers == null
        ? ""
        : headers.entrySet().stream()
            .filter(header -> name.equalsIgnoreCase(header.getKey()) && header.getValue() != null)
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("");
  }
}
