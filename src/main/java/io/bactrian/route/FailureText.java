package io.bactrian.route;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import io.bactrian.exchange.RoundHeaders;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.net.SocketException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Why something failed, for people: no row value, nothing foreign without bounds. */
final class FailureText {
  /** What MongoDB, and the embedded server, says then. */
  private static final int DISK_FULL = 14031;

  private static final int FOREIGN = 500;

  private FailureText() {}

  /** The text with what follows from it, which is known of everything that a route tries again. */
  static String sentence(Problem problem) {
    return problem.consequence().isEmpty()
        ? problem.follows("Nothing is lost; it is tried again until it works.").text()
        : problem.text();
  }

  /** The failure's own problem, or else what can be said of what a library throws. */
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

  /** Whether the partner said that it stops; what follows is that it can't be reached. */
  static boolean isStop(Throwable cause) {
    return chain(cause)
        .anyMatch(e -> e instanceof HttpOperationFailedException refused && isStop(refused));
  }

  /** Whether nobody was there to answer a request, or the connection broke. */
  static boolean isUnreachable(Throwable cause) {
    return cause instanceof SocketException
        || cause instanceof NoHttpResponseException
        || cause instanceof ConnectionClosedException;
  }

  private static boolean isStop(HttpOperationFailedException refused) {
    return refused.getStatusCode() == 503
        && header(refused, RoundHeaders.STOPPING).matches("[a-z][a-z0-9-]{0,39}");
  }

  /** What the partner said, on one line and bounded: it is foreign. */
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
    String said = text.substring(0, Math.min(text.length(), FOREIGN));
    return Problem.of(
            "the partner answered with status %d%s",
            refused.getStatusCode(), said.isEmpty() ? "" : ": " + said)
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
