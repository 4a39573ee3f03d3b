package io.bactrian.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProblemTest {
  private static final Problem WHOLE =
      Problem.of("Changeset #%d was not stored", 7)
          .follows("Nothing is lost.")
          .toDo("Check the disk of `%s`.", "hq")
          .inStream("hq", "c1");

  @Test
  void the_text_is_what_it_is_what_follows_and_what_to_do() {
    assertThat(WHOLE.text())
        .isEqualTo("Changeset #7 was not stored. Nothing is lost. Check the disk of `hq`.");
    assertThat(WHOLE.exception()).hasMessage(WHOLE.text());
    assertThat(WHOLE.stream()).isEqualTo("hq→c1");
    assertThat(Problem.of("down").text()).isEqualTo("down");
  }

  @Test
  void what_follows_a_list_stands_on_a_line_of_its_own() {
    assertThat(Problem.of("a:1: one\nb:2: two\n").follows("Not started.").text())
        .isEqualTo("a:1: one\nb:2: two\nNot started.");
  }

  @Test
  void text_without_values_is_taken_as_it_is() {
    assertThat(Problem.of("100% full: %s").text()).isEqualTo("100% full: %s");
  }

  @Test
  void other_numbers_are_no_news_and_other_words_are() {
    assertThat(WHOLE.isLike(Problem.of("Changeset #8 was not stored"))).isTrue();
    assertThat(WHOLE.isLike(Problem.of("Changeset #7 was not sent"))).isFalse();
  }

  @Test
  void the_outermost_problem_of_a_chain_of_causes_is_the_one() {
    Exception inner = Problem.of("inner").exception();
    Exception outer = WHOLE.passes().exception(inner);
    assertThat(Problem.in(new IOException("wrapped", outer))).isEqualTo(WHOLE.passes());
    assertThat(ProblemException.in(new IOException("none"))).isEmpty();
  }

  @Test
  void what_a_library_throws_is_told_with_the_first_of_its_causes_once() {
    Exception cause = new IOException("disk full");
    assertThat(Problem.in(new IllegalStateException("no route", cause)).what())
        .isEqualTo("no route (disk full)");
    assertThat(Problem.in(new IllegalStateException(cause)).what())
        .isEqualTo("java.io.IOException: disk full");
    assertThat(Problem.in(new NullPointerException()).what())
        .isEqualTo("java.lang.NullPointerException");
  }
}
