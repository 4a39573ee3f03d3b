package io.bactrian.door;

import io.bactrian.config.Listen;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.exchange.Question;
import io.bactrian.exchange.Signal;
import io.bactrian.problem.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where spokes reach the hub over HTTP. One event loop does everything but the rounds themselves,
 * so that neither a connection nor a question that waits costs a thread. To be started and closed
 * once, by any thread.
 */
public final class Door implements AutoCloseable, DoorMXBean {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);
  private static final Duration TELL_AGAIN = Duration.ofMinutes(1);
  private static final int MOST_WORKERS = 64;
  private static final int SPARE_WORKERS = 4;
  private static final long TIMEOUT_SECONDS = 5;

  private final String site;
  private final Listen listen;
  private final Duration longPoll;
  private final Credentials credentials;
  private final Signal captured;
  private final Vertx vertx;
  private final Context loop;
  private final Strangers strangers;
  private final Connections connections;
  private final DoorContext context;
  private final Map<String, PartnerQueue> queues = new HashMap<>();
  private final Runnable listener = this::captured;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final HttpServerOptions options;
  private ObjectName name;
  private boolean stopping;
  private volatile int waiting;

  /**
   * @param site its id
   * @param settings of the exchange; it listens
   * @param captured raised when there may be something to answer
   * @param spool an existing folder for bodies while they come and are worked on
   */
  public Door(
      String site,
      SiteConfiguration.Exchanges settings,
      Credentials credentials,
      Rounds rounds,
      Signal captured,
      Path spool) {
    this.site = site;
    this.listen = settings.listen().orElseThrow();
    this.longPoll = settings.longPoll();
    this.credentials = credentials;
    this.captured = captured;
    vertx = Vertx.vertx(economical());
    loop = vertx.getOrCreateContext();
    options = DoorOptions.of(listen);
    strangers = new Strangers(vertx, TELL_AGAIN);
    connections = new Connections(settings.door(), System::nanoTime);
    int workers = Math.min(MOST_WORKERS, credentials.partners().size() + SPARE_WORKERS);
    context =
        new DoorContext(
            site,
            vertx,
            vertx.createSharedWorkerExecutor("rounds", workers, 1, TimeUnit.DAYS),
            rounds,
            captured,
            settings.door(),
            spool,
            new Slots(settings.door().bodies()));
    credentials.partners().forEach(partner -> queues.put(partner, new PartnerQueue(context)));
  }

  private static VertxOptions economical() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(8)
        .setInternalBlockingPoolSize(4)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false));
  }

  /**
   * Opens it.
   *
   * @throws io.bactrian.problem.ProblemException when the address can't be had
   */
  public void open() {
    HttpServer server =
        vertx
            .createHttpServer(options)
            .connectionHandler(
                connection -> {
                  StrictDecoder.use(connection, options);
                  connection.exceptionHandler(broken -> {});
                  connections.opened(connection);
                })
            .exceptionHandler(broken -> {})
            .invalidRequestHandler(this::unreadable)
            .requestHandler(this::handle);
    try {
      await(
          Future.<HttpServer>future(
              opened -> loop.runOnContext(go -> server.listen().onComplete(opened))));
      captured.listen(listener);
      long often = Math.max(10, context.bounds().headTime().toMillis() / 10);
      loop.runOnContext(go -> vertx.setPeriodic(Math.min(often, 500), timer -> housekeeping()));
      name =
          ManagementFactory.getPlatformMBeanServer()
              .registerMBean(
                  new StandardMBean(this, DoorMXBean.class, true),
                  new ObjectName("io.bactrian:type=Door,site=" + ObjectName.quote(site)))
              .getObjectName();
    } catch (JMException e) {
      throw new IllegalStateException("JMX does not take the door of " + site, e);
    } catch (Exception e) {
      throw Problem.of("`exchange.listen = %s` can't be had (%s).", listen, e.getMessage())
          .toDo("Stop who has it, or name another.")
          .exception(e);
    }
  }

  private void housekeeping() {
    connections.closeOverdue();
    waiting = (int) queues.values().stream().filter(PartnerQueue::hasWaiting).count();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private void unreadable(HttpServerRequest request) {
    if (connections.find(request.connection()).isPresent()) { // else it was cut within its head
      strangers.refused();
    }
    HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
  }

  private void handle(HttpServerRequest request) {
    request.pause();
    request.exceptionHandler(broken -> {});
    Optional<ClientConnection> client = connections.find(request.connection());
    Optional<String> partner = credentials.sender(request.headers());
    if (client.isEmpty()) {
      ClientConnection.abort(request.connection());
    } else if (partner.isEmpty()) {
      strangers.refused();
      client.get().startIdleTimer();
      refuse(request, client.get(), new Reply(403, Map.of("Content-Length", "0"), null));
    } else {
      connections.authenticated(request.connection(), client.get(), partner.get());
      admit(request, client.get(), partner.get());
    }
  }

  private void admit(HttpServerRequest request, ClientConnection client, String partner) {
    client.requestBegan();
    request.response().endHandler(ended -> client.requestEnded());
    request.response().putHeader("Keep-Alive", keepAlive());
    Optional<Reply> fault = HeadChecks.fault(request, context.bounds().maxBody());
    if (fault.isPresent()) {
      refuse(request, client, fault.get());
      return;
    }
    Question question;
    try {
      question = Question.of(partner, request::getHeader, longPoll.toMillis());
    } catch (IllegalArgumentException e) {
      refuse(request, client, Reply.text(400, e.getMessage()));
      return;
    }
    if (stopping) {
      refuse(request, client, context.stopping());
      return;
    }
    PartnerRequest asked = new PartnerRequest(request, client, question);
    if (question.wakes() && !asked.hasBody()) {
      queues.get(partner).wake(question.captured());
      new AnswerWriter(vertx, request, client, new Reply(204, Map.of(), null), none -> {})
          .start(false);
    } else {
      queues.get(partner).submit(asked);
    }
  }

  /** A client that knows when we close does not send a request that nobody reads. */
  private String keepAlive() {
    return "timeout=" + Math.max(1, context.bounds().idleTime().toSeconds() * 2 / 3);
  }

  private void refuse(HttpServerRequest request, ClientConnection client, Reply reply) {
    new AnswerWriter(vertx, request, client, reply, none -> {}).start(true);
  }

  /** Many events in a row are one look. */
  private void captured() {
    if (looking.compareAndSet(false, true)) {
      loop.runOnContext(
          go -> {
            looking.set(false);
            queues.values().forEach(PartnerQueue::lookAgain);
          });
    }
  }

  /** From now on nobody waits, and whoever asks is told that the site stops. */
  public void stop() {
    captured.forget(listener);
    try {
      await(
          Future.<Void>future(
              stopped ->
                  loop.runOnContext(
                      go -> {
                        stopping = true;
                        queues.values().forEach(PartnerQueue::stop);
                        stopped.complete();
                      })));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn(
          "The HTTP door of {} does not answer ({}). The site stops all the same.", site, "" + e);
    }
  }

  @Override
  public void close() {
    try {
      await(vertx.close());
      if (name != null) {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn(
          "The HTTP door of {} did not close in {} s ({}). The site stops all the same.",
          site,
          TIMEOUT_SECONDS,
          "" + e);
    }
  }

  @Override
  public int getConnections() {
    return connections.count();
  }

  @Override
  public int getWaiting() {
    return waiting;
  }

  @Override
  public long getRefused() {
    return strangers.count();
  }

  @Override
  public long getCut() {
    return connections.cut();
  }
}
