package io.bactrian.changelog;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/** Counts the commands that go to a changelog's store, as its driver logs them. */
public final class CountedCommands extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger log =
      (Logger) LoggerFactory.getLogger("org.mongodb.driver.protocol.command");
  private final AtomicLong sent = new AtomicLong();

  public CountedCommands() {
    start();
    log.setLevel(Level.DEBUG);
    log.setAdditive(false);
    log.addAppender(this);
  }

  public long sent() {
    return sent.get();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getMessage().contains("started")) {
      sent.incrementAndGet();
    }
  }

  @Override
  public void close() {
    log.detachAppender(this);
    log.setAdditive(true);
    log.setLevel(null);
  }
}
