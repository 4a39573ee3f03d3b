package io.bactrian.door;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Refuses requests by their head, before the body is read. Pure. */
final class HeadChecks {
  static final String PATH = "/bactrian/exchange";

  private static final Set<String> TYPES =
      Set.of("", "application/gzip", "application/octet-stream");

  private HeadChecks() {}

  /** Whether a body follows. */
  static boolean announcesBody(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return request.headers().contains("Transfer-Encoding") || length != null && !length.equals("0");
  }

  /**
   * Why a partner's request is refused; empty when it isn't.
   *
   * @param most bytes of a body
   */
  static Optional<Reply> fault(HttpServerRequest request, long most) {
    MultiMap headers = request.headers();
    if (!PATH.equals(request.path())) {
      return refused(404, "There is nothing here. Changesets are exchanged at %s.".formatted(PATH));
    }
    if (request.method() != HttpMethod.POST) {
      Reply reply = Reply.text(405, "A round is a POST.");
      return Optional.of(
          new Reply(
              405,
              Map.of("Allow", "POST", "Content-Type", reply.headers().get("Content-Type")),
              reply.body()));
    }
    List<String> codings = headers.getAll("Transfer-Encoding");
    List<String> lengths = headers.getAll("Content-Length");
    if (codings.size() + lengths.size() > 1
        || !codings.isEmpty() && !codings.get(0).equalsIgnoreCase("chunked")) {
      return refused(400, "Where the body ends is not clear. Nothing of it was read.");
    }
    if (!lengths.isEmpty() && !lengths.get(0).matches("\\d{1,18}")) {
      return refused(400, "The header Content-Length is no number. Nothing of it was read.");
    }
    return announcesBody(request) ? ofBody(headers, lengths, most) : Optional.empty();
  }

  private static Optional<Reply> ofBody(MultiMap headers, List<String> lengths, long most) {
    if (!lengths.isEmpty() && Long.parseLong(lengths.get(0)) > most) {
      return tooLarge(most);
    }
    if (!TYPES.contains(value(headers, "Content-Type").replaceFirst("\\s*;.*", ""))
        || !Set.of("", "identity").contains(value(headers, "Content-Encoding"))) {
      return refused(
          415,
          "A changeset travels as application/gzip. Nothing was read; send it as it was built.");
    }
    if (!Set.of("", "100-continue").contains(value(headers, "Expect"))) {
      return refused(417, "The header Expect asks for something that is not supported here.");
    }
    return Optional.empty();
  }

  private static String value(MultiMap headers, String name) {
    String value = headers.get(name);
    return value == null ? "" : value.strip().toLowerCase(java.util.Locale.ROOT);
  }

  static Optional<Reply> tooLarge(long most) {
    return refused(
        413,
        "The changeset has more than %d bytes, `exchange.max-body` at the hub. Nothing of it is applied, and nothing is lost. Raise it there, or lower `changeset.max-changes` here."
            .formatted(most));
  }

  private static Optional<Reply> refused(int status, String sentence) {
    return Optional.of(Reply.text(status, sentence));
  }
}
