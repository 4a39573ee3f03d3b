package io.bactrian.site;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import io.bactrian.apply.Batch;
import io.bactrian.convergence.Steps;
import io.bactrian.exchange.Arrival;
import io.bactrian.exchange.Incoming;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Outgoing;
import io.bactrian.route.ApplySteps;
import io.bactrian.route.Capture;
import io.bactrian.route.ChangesetFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.bson.Document;

/** A site whose steps a test takes one by one, in the place of its routes. */
final class HandDriven implements AutoCloseable {
  private final Site site;
  private final Map<String, Object> beans;

  HandDriven(Path folder) {
    site = Site.open(folder);
    beans = site.beans();
  }

  Site site() {
    return site;
  }

  /** The route {@code capture-changes}. */
  void capture() {
    Capture capture = (Capture) beans.get("capture");
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    var log =
        ((MongoClient) beans.get("changelog"))
            .getDatabase(site.placeholders().get("changelog.database"))
            .getCollection("log");
    try {
      Iterator<Document> blocks = capture.openBatch(exchange);
      blocks.forEachRemaining(log::insertOne);
      capture.commitBatch(exchange);
    } catch (MongoWriteException failed) {
      exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failed);
      capture.notAppended(exchange);
    } finally {
      capture.closeBatch(exchange);
    }
  }

  /** The route {@code send-changesets}: everything that is not acknowledged, into a folder. */
  void send(String partner, Path folder) throws IOException {
    Outgoing outgoing = site.streams().outgoing(partner);
    while (!outgoing.nothingNew()) {
      Steps.build(outgoing);
    }
    for (Optional<Manifest> next = outgoing.following(0);
        next.isPresent();
        next = outgoing.following(next.get().number())) {
      Manifest manifest = next.get();
      Path whole = Files.createTempFile("changeset", ".part");
      try (InputStream document = outgoing.open(manifest)) {
        Files.copy(document, whole, StandardCopyOption.REPLACE_EXISTING);
      }
      String name = "%s-%s-1-%012d.xml.gz".formatted(site.id(), partner, manifest.number());
      Files.createDirectories(folder);
      Files.move(whole, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The route {@code take-changeset}: its first step. */
  Arrival check(String partner, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return incoming(partner).check(in);
    }
  }

  /** The route {@code apply-changeset}, as far as nothing fails. */
  void apply(String partner, Arrival arrival) throws IOException {
    ApplySteps steps = (ApplySteps) beans.get("apply-" + partner);
    ChangesetFormat format = (ChangesetFormat) beans.get("changeset");
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setBody(arrival);
    try {
      steps.begin(exchange);
      InputStream xml = exchange.getMessage().getBody(InputStream.class);
      Iterator<?> batches = (Iterator<?>) format.unmarshal(exchange, xml);
      while (batches.hasNext()) {
        exchange.getMessage().setBody(batches.next());
        steps.takeMarkers(exchange);
        steps.transform(exchange);
        while (exchange.getMessage().getBody(Batch.class).isOpen()) {
          steps.lockRows(exchange);
          steps.resolve(exchange);
          steps.write(exchange);
        }
      }
      steps.retryWaiting(exchange);
      steps.recordVerdicts(exchange);
      steps.advanceStream(exchange);
      steps.commit(exchange);
    } finally {
      steps.end(exchange);
    }
  }

  private Incoming incoming(String partner) {
    return (Incoming) beans.get("incoming-" + partner);
  }

  @Override
  public void close() {
    site.close();
  }
}
