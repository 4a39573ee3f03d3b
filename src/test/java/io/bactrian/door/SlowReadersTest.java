package io.bactrian.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.bactrian.site.RawRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that does not read its answer holds neither a connection nor what is read for it. */
@Timeout(120)
class SlowReadersTest {
  @TempDir private Path spool;
  private final List<TestDoor.Endless> answers = new CopyOnWriteArrayList<>();

  private TestDoor door() throws Exception {
    return new TestDoor(
        spool,
        (question, body) -> {
          TestDoor.Endless endless = new TestDoor.Endless();
          answers.add(endless);
          return new Reply(200, Map.of(), endless);
        });
  }

  private static boolean closedOnce(TestDoor.Endless answer) {
    return answer.closed.get() == 1;
  }

  @Test
  void an_answer_that_nobody_reads_ends_with_its_connection() throws Exception {
    try (TestDoor door = door()) {
      RawRequest slow = door.ask("Bactrian-Wait: 0");
      TestDoor.until(() -> door.door.getCut() == 1 && door.door.getConnections() == 0);
      TestDoor.until(() -> answers.stream().allMatch(SlowReadersTest::closedOnce));
      assertThat(answers).hasSize(1);
      assertThat(slow.isClosed()).isTrue();
    }
  }

  @Test
  void answers_that_nobody_reads_are_few_and_the_oldest_goes_at_once() throws Exception {
    try (TestDoor door = door()) {
      for (int i = 1; i <= 5; i++) {
        int asked = i;
        door.ask("Bactrian-Wait: 0");
        TestDoor.until(() -> answers.size() == asked);
      }
      TestDoor.until(() -> answers.subList(0, 3).stream().allMatch(SlowReadersTest::closedOnce));
    }
  }

  @Test
  void a_client_that_goes_while_it_is_answered_leaves_nothing_open() throws Exception {
    try (TestDoor door = door()) {
      for (int i = 1; i <= 10; i++) {
        int asked = i;
        RawRequest gone = door.ask("Bactrian-Wait: 0");
        TestDoor.until(() -> answers.size() == asked);
        gone.close();
      }
      TestDoor.until(() -> answers.stream().allMatch(SlowReadersTest::closedOnce));
      TestDoor.until(() -> door.door.getConnections() == 0);
    }
  }

  @Test
  void a_door_closes_although_nobody_reads_what_it_answers() throws Exception {
    TestDoor door = door();
    door.ask("Bactrian-Wait: 0");
    TestDoor.until(() -> answers.size() == 1);
    door.door.stop();
    assertThatCode(door.door::close).doesNotThrowAnyException();
    TestDoor.until(() -> answers.stream().allMatch(SlowReadersTest::closedOnce));
  }
}
