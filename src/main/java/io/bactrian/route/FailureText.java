package io.bactrian.route;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import io.bactrian.exchange.RoundHeaders;
import io.bactrian.monitor.StoreSilence;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.net.SocketException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;

/**
 * Describes failures for people: without row values, and with text from other systems cut to a
 * maximum length.
 */
final class FailureText {
  /** The error code of MongoDB and of the embedded server for a full disk. */
  private static final int DISK_FULL = 14031;

  private static final int FOREIGN = 500;

  private FailureText() {}

  /**
   * Returns the text with its consequence; by default, that nothing is lost and the route retries.
   */
  static String sentence(Problem problem) {
    return problem.consequence().isEmpty()
        ? problem.follows("Nothing is lost; it is tried again until it works.").text()
        : problem.text();
  }

  /** Returns the failure's own problem, or else a description of a library's exception. */
  static Problem of(Throwable cause) {
    return ProblemException.in(cause)
        .or(() -> chain(cause).map(FailureText::known).flatMap(Optional::stream).findFirst())
        .orElseGet(
            () ->
                isUnreachable(cause)
                    ? Problem.of("the partner does not answer (%s)", cause.getMessage()).passes()
                    : Problem.in(cause).passes());
  }

  private static Stream<Throwable> chain(Throwable cause) {
    return Stream.iterate(cause, e -> e != null, e -> e == e.getCause() ? null : e.getCause());
  }

  private static Optional<Problem> known(Throwable e) {
    if (e instanceof MongoCommandException full && full.getErrorCode() == DISK_FULL) {
      return Optional.of(Problem.of(full.getErrorMessage()).passes());
    }
    if (e instanceof MongoException mongo) {
      return Optional.of(
          Problem.of(
                  "MongoDB did not do what was asked (%s, code %d)",
                  mongo.getClass().getSimpleName(), mongo.getCode())
              .passes());
    }
    if (e instanceof SQLException failed) {
      String state = failed.getSQLState();
      return Optional.of(
          Problem.of(
                  "the site's database did not do what was asked (%s); its own log says why",
                  state == null ? failed.getClass().getSimpleName() : "SQLSTATE " + state)
              .passes());
    }
    return e instanceof HttpOperationFailedException refused
        ? Optional.of(answered(refused))
        : Optional.empty();
  }

  /** The store that did not answer, as {@link StoreSilence} names it; empty for other causes. */
  static Optional<String> silentStore(Throwable cause) {
    return chain(cause).map(FailureText::silent).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> silent(Throwable e) {
    if (e instanceof MongoTimeoutException || e instanceof MongoSocketException) {
      return Optional.of(StoreSilence.CHANGELOG);
    }
    return e instanceof SQLException failed && isSilent(failed)
        ? Optional.of(StoreSilence.DATABASE)
        : Optional.empty();
  }

  /** A connection that broke or was not to be had, or a server that stops or starts. */
  private static boolean isSilent(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57P"))
        || failure instanceof SQLTransientConnectionException
        || failure instanceof SQLNonTransientConnectionException;
  }

  /** Whether the partner answered that it is shutting down; after that it is unreachable. */
  static boolean isStop(Throwable cause) {
    return chain(cause)
        .anyMatch(e -> e instanceof HttpOperationFailedException refused && isStop(refused));
  }

  /** Whether the connection was refused, or broke. */
  static boolean isUnreachable(Throwable cause) {
    return cause instanceof SocketException
        || cause instanceof NoHttpResponseException
        || cause instanceof ConnectionClosedException;
  }

  private static boolean isStop(HttpOperationFailedException refused) {
    return refused.getStatusCode() == 503
        && header(refused, RoundHeaders.STOPPING).matches("[a-z][a-z0-9-]{0,39}");
  }

  /** Describes the partner's answer, on one line and cut to a maximum length. */
  private static Problem answered(HttpOperationFailedException refused) {
    if (isStop(refused)) {
      return Problem.of("%s stops", header(refused, RoundHeaders.STOPPING)).passes();
    }
    if (refused.getStatusCode() == 403) {
      return Problem.of(
              "the partner refused us with status 403: it knows no partner by this `site.id` over HTTP, or another token")
          .toDo("Make `partner.<id>.token` the same on both sides.");
    }
    String body = refused.getResponseBody() == null ? "" : refused.getResponseBody();
    String text = body.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    String shown = text.substring(0, Math.min(text.length(), FOREIGN));
    return Problem.of(
            "the partner answered with status %d%s",
            refused.getStatusCode(), shown.isEmpty() ? "" : ": " + shown)
        .passes();
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
