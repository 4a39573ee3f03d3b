package io.bactrian.door;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StrangersInTheLogTest {
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @Test
  void the_first_is_told_at_once_and_those_that_follow_together_after_a_while() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(Door.class);
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
          }
        };
    appender.start();
    logger.addAppender(appender);
    Vertx vertx = Vertx.vertx();
    try {
      Strangers strangers = new Strangers(vertx, Duration.ofMillis(100));
      vertx.runOnContext(
          go -> {
            for (int i = 0; i < 1_000; i++) {
              strangers.refused();
            }
          });
      assertThat(lines.poll(30, TimeUnit.SECONDS)).contains("1 request that");
      assertThat(lines.poll(30, TimeUnit.SECONDS)).contains("999 requests that");
      assertThat(strangers.count()).isEqualTo(1_000);
      assertThat(lines).isEmpty();
    } finally {
      logger.detachAppender(appender);
      vertx.close();
    }
  }
}
