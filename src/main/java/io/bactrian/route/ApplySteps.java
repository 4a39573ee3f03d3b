package io.bactrian.route;

import io.bactrian.apply.Applied;
import io.bactrian.apply.Applier;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.ChangesetTransaction;
import io.bactrian.apply.ItemBatch;
import io.bactrian.apply.StepOrderException;
import io.bactrian.changeset.Header;
import io.bactrian.exchange.Arrival;
import io.bactrian.exchange.Incoming;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;

/**
 * The steps of the route {@code apply-changeset} for one partner. They share a {@link
 * ChangesetTransaction}, kept in a property of the exchange. Thread-safe; each changeset is
 * processed by one thread.
 */
public final class ApplySteps {
  private static final String OPEN = "applying";

  private final Incoming incoming;
  private final Function<Header, Applier> applier;
  private final Supplier<ApplyTransaction> transactions;
  private final Runnable asked;
  private final LongSupplier nanos;

  /**
   * @param applier returns the applier for a changeset with this header, with the current mappings
   *     and rules
   * @param transactions opens a transaction on the site's database
   * @param asked called when the partner has asked for rows, after the commit
   * @param nanos a clock that only goes forward, as {@link System#nanoTime}
   */
  public ApplySteps(
      Incoming incoming,
      Function<Header, Applier> applier,
      Supplier<ApplyTransaction> transactions,
      Runnable asked,
      LongSupplier nanos) {
    this.incoming = incoming;
    this.applier = applier;
    this.transactions = transactions;
    this.asked = asked;
    this.nanos = nanos;
  }

  /** A changeset that is being applied. */
  private static final class Open {
    private final Arrival due;
    private final long begun;
    private InputStream document;
    private ApplyTransaction tx;
    private ChangesetTransaction steps;

    private Open(Arrival due, long begun) {
      this.due = due;
      this.begun = begun;
    }

    /** Closes the transaction, which rolls back unless it is committed, and the document. */
    private void close() throws IOException {
      try (InputStream closed = document;
          ApplyTransaction ended = tx) {
        document = null;
        tx = null;
      }
    }
  }

  /** Starts the transaction and locks the stream; sets the body to the document. */
  public void begin(Exchange exchange) throws IOException {
    Open open = new Open(exchange.getMessage().getBody(Arrival.class), nanos.getAsLong());
    exchange.setProperty(OPEN, open);
    open.document = incoming.open(open.due);
    open.tx = transactions.get();
    open.steps =
        applier.apply(open.due.header()).begin(open.tx, open.due.header(), open.due.hash());
    exchange.getMessage().setBody(open.document);
  }

  /** As {@link ChangesetTransaction#takeMarkers}. */
  public void takeMarkers(Exchange exchange) {
    if (!(exchange.getMessage().getBody() instanceof ItemBatch batch)) {
      throw inRoute(exchange, new StepOrderException("the body is not a batch of `unmarshal`"));
    }
    step(exchange, steps -> steps.takeMarkers(batch));
  }

  /** As {@link ChangesetTransaction#transform}; sets the body to the mapped batch. */
  public void transform(Exchange exchange) {
    step(exchange, steps -> exchange.getMessage().setBody(steps.transform()));
  }

  /** As {@link ChangesetTransaction#lockRows}. */
  public void lockRows(Exchange exchange) {
    batchStep(exchange, ChangesetTransaction::lockRows);
  }

  /** As {@link ChangesetTransaction#resolve}. */
  public void resolve(Exchange exchange) {
    batchStep(exchange, ChangesetTransaction::resolve);
  }

  /** As {@link ChangesetTransaction#write}. */
  public void write(Exchange exchange) {
    batchStep(exchange, ChangesetTransaction::write);
  }

  /** As {@link ChangesetTransaction#retryWaiting}. */
  public void retryWaiting(Exchange exchange) {
    step(exchange, ChangesetTransaction::retryWaiting);
  }

  /** As {@link ChangesetTransaction#recordVerdicts}. */
  public void recordVerdicts(Exchange exchange) {
    step(exchange, ChangesetTransaction::recordVerdicts);
  }

  /** As {@link ChangesetTransaction#advanceStream}. */
  public void advanceStream(Exchange exchange) {
    step(exchange, ChangesetTransaction::advanceStream);
  }

  /** As {@link ChangesetTransaction#commit}. */
  public void commit(Exchange exchange) throws IOException {
    Open open = open(exchange);
    Applied[] did = new Applied[1];
    step(exchange, steps -> did[0] = steps.commit());
    committed(open, did[0]);
  }

  /** Closes the transaction before {@code asked} and {@code incoming} start others. */
  private void committed(Open open, Applied did) throws IOException {
    open.close();
    if (did.asked()) {
      asked.run();
    }
    Duration took = Duration.ofNanos(nanos.getAsLong() - open.begun);
    incoming.applied(open.due, did, took);
  }

  /**
   * Rolls back, and has the changeset applied again, as {@link
   * io.bactrian.apply.ApplyAgainException} asks.
   */
  public void again(Exchange exchange) throws IOException {
    Open open = rolledBack(exchange);
    incoming.again(open.due, Caught.in(exchange));
  }

  /**
   * Rolls back and puts the stream on hold, because the changeset can't be applied as a whole now.
   */
  public void hold(Exchange exchange) throws IOException {
    Open open = rolledBack(exchange);
    incoming.hold(open.due, Caught.in(exchange));
  }

  /**
   * Rolls back and rejects the changeset, because it can never be applied.
   *
   * @throws io.bactrian.exchange.RejectedChangesetException always
   */
  public void reject(Exchange exchange) throws IOException {
    Open open = rolledBack(exchange);
    throw incoming.rejected(open.due, Caught.in(exchange));
  }

  /**
   * Rolls back, because something does not answer or the route has no correct order of steps.
   *
   * @throws Exception what failed, always
   */
  public void fail(Exchange exchange) throws Exception {
    Open open = exchange.getProperty(OPEN, Open.class);
    if (open != null) {
      open.close();
    }
    throw Caught.in(exchange);
  }

  /** Closes the transaction and releases the changeset, whatever happened. */
  public void end(Exchange exchange) throws IOException {
    Open open = exchange.getProperty(OPEN, Open.class);
    if (open != null) {
      exchange.removeProperty(OPEN);
      open.close();
      incoming.release(open.due);
    }
    exchange.getMessage().setBody(null);
  }

  private static Open rolledBack(Exchange exchange) throws IOException {
    Open open = open(exchange);
    open.close();
    return open;
  }

  private static Open open(Exchange exchange) {
    Open open = exchange.getProperty(OPEN, Open.class);
    if (open == null) {
      throw new StepOrderException("no transaction has begun")
          .in(ExchangeHelper.getAtRouteId(exchange), "that arrived", "applied");
    }
    return open;
  }

  private interface Work {
    void on(ChangesetTransaction steps);
  }

  private static void batchStep(Exchange exchange, Work work) {
    step(
        exchange,
        steps -> {
          if (!steps.worksOn(exchange.getMessage().getBody())) {
            throw new StepOrderException("the body is not the batch that `transform` gave");
          }
          work.on(steps);
        });
  }

  private static void step(Exchange exchange, Work work) {
    try {
      work.on(open(exchange).steps);
    } catch (StepOrderException outOfOrder) {
      throw inRoute(exchange, outOfOrder);
    }
  }

  private static StepOrderException inRoute(Exchange exchange, StepOrderException outOfOrder) {
    return outOfOrder.in(
        ExchangeHelper.getAtRouteId(exchange), open(exchange).due.header().name(), "applied");
  }
}
