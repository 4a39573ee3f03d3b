package io.bactrian.route;

import io.bactrian.apply.StepOrderException;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.exchange.ChangesetBuild;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Outgoing;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the route {@code build-changeset} for one partner. They share a {@link
 * ChangesetBuild}, kept in a property of the exchange, which is missing when there is nothing to
 * build. Thread-safe.
 */
public final class BuildSteps {
  private static final Logger LOG = LoggerFactory.getLogger(BuildSteps.class);
  private static final String OPEN = "building";

  private final Outgoing outgoing;
  private final LongSupplier nanos;

  /**
   * @param nanos a clock that only goes forward, as {@link System#nanoTime}
   */
  public BuildSteps(Outgoing outgoing, LongSupplier nanos) {
    this.outgoing = outgoing;
    this.nanos = nanos;
  }

  private record Open(ChangesetBuild build, long begun) {}

  /** Starts a changeset; sets the body to the log's blocks after the last changeset. */
  public void begin(Exchange exchange) {
    long begun = nanos.getAsLong();
    Optional<ChangesetBuild> build = outgoing.begin();
    exchange.setProperty(OPEN, build.map(one -> new Open(one, begun)).orElse(null));
    exchange
        .getMessage()
        .setBody(build.map(ChangesetBuild::blocks).orElse(Collections.emptyIterator()));
  }

  /** As {@link ChangesetBuild#select}; sets the body to the items that the partner may see. */
  public void select(Exchange exchange) throws IOException {
    List<LogEntry> block = list(exchange);
    step(exchange, build -> exchange.getMessage().setBody(build.select(block)));
  }

  /** As {@link ChangesetBuild#marshal}; called by {@link ChangesetFormat}. */
  static void marshal(Exchange exchange, Object items, OutputStream xml) throws IOException {
    List<Item> visible = list(items, exchange);
    step(exchange, build -> build.marshal(visible, xml));
  }

  /** As {@link ChangesetBuild#append}. */
  public void append(Exchange exchange) throws IOException {
    byte[] xml = exchange.getMessage().getBody(byte[].class);
    try {
      step(exchange, build -> build.append(xml));
    } catch (IOException e) {
      throw outgoing.notWritten(e);
    }
  }

  /** As {@link Outgoing#keep}. */
  public void keep(Exchange exchange) throws IOException {
    Open open = exchange.getProperty(OPEN, Open.class);
    if (open != null) {
      step(exchange, build -> outgoing.keep(build).ifPresent(manifest -> log(open, manifest)));
    }
  }

  private void log(Open open, Manifest manifest) {
    LOG.info(
        "{} built: {} changes, {} bytes in {} ms",
        open.build().header().name(),
        manifest.changes(),
        manifest.bytes(),
        (nanos.getAsLong() - open.begun()) / 1_000_000);
  }

  /**
   * Fails the exchange; {@link #end} deletes what was built.
   *
   * @throws Exception what failed, always
   */
  public void fail(Exchange exchange) throws Exception {
    throw Caught.in(exchange);
  }

  /** Closes the build and deletes its file, whatever happened. */
  public void end(Exchange exchange) throws IOException {
    Open open = exchange.getProperty(OPEN, Open.class);
    if (open != null) {
      exchange.removeProperty(OPEN);
      open.build().close();
    }
    exchange.getMessage().setBody(null);
  }

  private interface Work {
    void on(ChangesetBuild build) throws IOException;
  }

  private static void step(Exchange exchange, Work work) throws IOException {
    Open open = exchange.getProperty(OPEN, Open.class);
    if (open == null) {
      throw inRoute(exchange, "that is to be built", new StepOrderException("none has begun"));
    }
    try {
      work.on(open.build());
    } catch (StepOrderException outOfOrder) {
      throw inRoute(exchange, open.build().header().name(), outOfOrder);
    }
  }

  private static StepOrderException inRoute(
      Exchange exchange, String changeset, StepOrderException outOfOrder) {
    return outOfOrder.in(ExchangeHelper.getAtRouteId(exchange), changeset, "built");
  }

  private static <T> List<T> list(Exchange exchange) {
    return list(exchange.getMessage().getBody(), exchange);
  }

  @SuppressWarnings("unchecked") // the previous step puts a list of this type there
  private static <T> List<T> list(Object body, Exchange exchange) {
    if (body instanceof List<?> list) {
      return (List<T>) list;
    }
    throw inRoute(
        exchange,
        "that is to be built",
        new StepOrderException("the body is not what the step before gave"));
  }
}
