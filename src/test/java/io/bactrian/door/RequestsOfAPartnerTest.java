package io.bactrian.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.exchange.Question;
import io.bactrian.site.RawRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However the requests of a partner overlap, each is answered once and in its time. */
@Timeout(120)
class RequestsOfAPartnerTest {
  @TempDir private Path spool;
  private final List<Question> asked = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
  private final Semaphore atWork = new Semaphore(0);
  private TestDoor door;

  @BeforeEach
  void open() throws Exception {
    door =
        new TestDoor(
            spool,
            (question, body) -> {
              asked.add(question);
              atWork.release();
              return replies.take();
            });
  }

  @AfterEach
  void close() throws Exception {
    replies.addAll(java.util.Collections.nCopies(100, TestDoor.nothing()));
    door.close();
  }

  @Test
  void a_question_whose_time_is_over_while_its_round_runs_is_answered_all_the_same()
      throws Exception {
    RawRequest question = door.ask("Bactrian-Wait: 100");
    atWork.acquire();
    door.captured.raise(); // so that it is asked again at once
    long begun = System.nanoTime();
    replies.add(TestDoor.nothing());
    atWork.acquire();
    TestDoor.untilPast(begun, Duration.ofMillis(300));
    replies.add(TestDoor.nothing());
    replies.add(new Reply(204, Map.of("Told", "yes"), null));
    assertThat(question.answer().headers()).containsEntry("told", "yes");
    assertThat(asked.get(asked.size() - 1).patient()).isFalse();
  }

  @Test
  void a_request_that_follows_on_the_same_connection_has_all_its_time() throws Exception {
    RawRequest both = door.ask("Bactrian-Wait: 0").ask("c1", TestDoor.TOKEN, "Bactrian-Wait: 0");
    atWork.acquire();
    replies.add(TestDoor.nothing());
    assertThat(both.answer().status()).isEqualTo(204);
    atWork.acquire();
    TestDoor.untilPast(System.nanoTime(), TestDoor.IDLE.multipliedBy(3));
    replies.add(TestDoor.nothing());
    assertThat(both.answer().status()).isEqualTo(204);
    assertThat(door.door.getCut()).isZero();
  }

  @Test
  void a_body_that_comes_while_another_round_runs_waits_for_it_and_is_taken_whole()
      throws Exception {
    RawRequest older = door.ask("Bactrian-Wait: 0");
    atWork.acquire();
    RawRequest newer = door.ask("Bactrian-Wait: 0", "Content-Length: 300000");
    newer.send(new byte[300_000]);
    TestDoor.untilPast(System.nanoTime(), TestDoor.IDLE.multipliedBy(2));
    assertThat(spool).isEmptyDirectory();
    replies.add(TestDoor.nothing());
    assertThat(older.answer().status()).isEqualTo(204);
    atWork.acquire();
    try (var files = Files.list(spool)) {
      assertThat(files.map(path -> path.toFile().length())).containsExactly(300_000L);
    }
    replies.add(TestDoor.nothing());
    assertThat(newer.answer().status()).isEqualTo(204);
    assertThat(spool).isEmptyDirectory();
    assertThat(door.door.getCut()).isZero();
  }

  @Test
  void who_says_when_it_expects_an_answer_is_told_by_then_that_its_round_is_at_work()
      throws Exception {
    RawRequest first = door.ask("Bactrian-Wait: 0", "Bactrian-Answer-In: 100");
    atWork.acquire();
    RawRequest.Answer working = first.answer();
    assertThat(working.status()).isEqualTo(202);
    assertThat(working.headers()).containsEntry("bactrian-working", "true");
    RawRequest body =
        door.ask("Bactrian-Wait: 0", "Bactrian-Answer-In: 60000", "Content-Length: 9");
    assertThat(body.answer().status()).isEqualTo(202);
    RawRequest again = door.ask("Bactrian-Wait: 0", "Bactrian-Answer-In: 60000");
    replies.add(new Reply(204, Map.of("Told", "too late"), null));
    atWork.acquire();
    replies.add(new Reply(204, Map.of("Told", "yes"), null));
    assertThat(again.answer().headers()).containsEntry("told", "yes");
    assertThat(asked).hasSize(2);
  }

  @Test
  void what_fails_after_that_is_told_to_the_next_question() throws Exception {
    assertThat(asksWhileAtWork().status()).isEqualTo(202);
    replies.add(Reply.text(503, "Not now."));
    RawRequest.Answer answer = door.ask("Bactrian-Wait: 0", "Bactrian-Answer-In: 60000").answer();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("Not now.");
    assertThat(asked).hasSize(1);
  }

  private RawRequest.Answer asksWhileAtWork() throws Exception {
    RawRequest request = door.ask("Bactrian-Wait: 0", "Bactrian-Answer-In: 100");
    atWork.acquire();
    return request.answer();
  }

  @Test
  void a_changeset_that_stopped_on_its_way_gives_way_to_a_newer_request() throws Exception {
    RawRequest stuck =
        door.ask("Bactrian-Wait: 0", "Bactrian-Answer-In: 60000", "Content-Length: 300000");
    stuck.send(new byte[1_000]);
    TestDoor.until(
        () -> {
          try (var files = Files.list(spool)) {
            return files.findAny().isPresent();
          }
        });
    RawRequest newer = door.ask("Bactrian-Wait: 0", "Bactrian-Answer-In: 60000");
    atWork.acquire();
    replies.add(TestDoor.nothing());
    assertThat(newer.answer().status()).isEqualTo(204);
    assertThat(stuck.isClosed()).isTrue();
    TestDoor.until(() -> spool.toFile().list().length == 0);
  }

  @Test
  void a_client_of_http_1_0_sees_where_its_answer_ends() throws Exception {
    String head =
        RawRequest.head("c1", TestDoor.TOKEN, "Bactrian-Wait: 0", "Connection: keep-alive")
            .replace("HTTP/1.1", "HTTP/1.0");
    RawRequest old = door.connect().send(head + "\r\n");
    atWork.acquire();
    replies.add(Reply.text(200, "x".repeat(100_000)));
    assertThat(old.rest()).startsWith("HTTP/1.0 200").hasSizeGreaterThan(100_000);
    assertThat(door.door.getCut()).isZero();
  }

  @Test
  void a_head_of_an_answer_that_can_not_be_sent_ends_the_connection_and_holds_up_nobody()
      throws Exception {
    TestDoor.Endless body = new TestDoor.Endless();
    RawRequest first = door.ask("Bactrian-Wait: 0");
    atWork.acquire();
    replies.add(new Reply(200, Map.of("Split", "a\r\nSet-Cookie: b"), body));
    RawRequest second = door.ask("Bactrian-Wait: 0");
    assertThat(first.rest()).doesNotContain("Set-Cookie");
    atWork.acquire();
    replies.add(TestDoor.nothing());
    assertThat(second.answer().status()).isEqualTo(204);
    TestDoor.until(() -> body.closed.get() == 1);
  }
}
