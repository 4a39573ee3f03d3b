package io.bactrian.site;

import io.bactrian.door.Reply;
import io.bactrian.door.Rounds;
import io.bactrian.exchange.Question;
import io.bactrian.exchange.Streams;
import io.bactrian.problem.Problem;
import io.bactrian.route.HttpAnswers;
import io.bactrian.route.Outages;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;

/** Runs a spoke's round through the route {@code receive-changeset-http}. Thread-safe. */
record RoutedRounds(ProducerTemplate template, Outages outages, Streams streams) implements Rounds {
  static final String ROUTE = "receive-changeset-http";

  @Override
  public Reply round(Question question, Path body) {
    Exchange done =
        template.request(
            "direct:receive-changeset",
            exchange -> {
              exchange.setProperty(HttpAnswers.QUESTION, question);
              exchange.getMessage().setBody(body == null ? null : body.toFile());
            });
    if (done.getException() != null) {
      return Reply.text(503, "Not answered now; nothing is lost. Ask again.");
    }
    Message answer = done.getMessage();
    Map<String, String> headers =
        answer.getHeaders().entrySet().stream()
            .filter(header -> !header.getKey().startsWith("Camel") && header.getValue() != null)
            .collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue().toString()));
    return new Reply(
        answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class),
        headers,
        content(answer.getBody()));
  }

  private static InputStream content(Object body) {
    return body == null || body instanceof InputStream
        ? (InputStream) body
        : new ByteArrayInputStream(body.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void heard(String partner) {
    streams.exchanged(partner);
  }

  @Override
  public Reply failed(String partner, Throwable why) {
    Problem problem =
        Problem.of(
                "A changeset of %s could not be received or sent (%s).", partner, why.getMessage())
            .follows("Nothing of it is applied, and nothing is lost: it is exchanged again.")
            .toDo("Check the disk, and that the folder `spool` may be written.")
            .passes();
    outages.recordFailureOf(ROUTE + "-" + partner, problem, why);
    return Reply.text(
        507,
        "The hub's disk could not store or read the changeset; its log says why. Nothing of it is"
            + " applied, and nothing is lost: it is exchanged again.");
  }
}
