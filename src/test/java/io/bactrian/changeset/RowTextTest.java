package io.bactrian.changeset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is stored as text can be stored in every database, and is read as it was. */
class RowTextTest {
  private static final String[] PIECES = {
    "\0",
    "\ud83d",
    "\ude00",
    "\ud83d\ude00",
    "\\",
    "\"",
    "u",
    "u0000",
    "\\u0000",
    ",",
    "(",
    ")",
    " ",
    "\n",
    "a",
    "0",
    "ü",
    "\uffff",
    "\u0001"
  };

  @Test
  void every_text_is_read_as_it_was_however_deep_and_holds_nothing_a_database_refuses() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String[] values = {text(random), null, text(random)};
      String once = RowText.print(values);
      String twice = RowText.print(once, "x", once);
      assertThat(twice).as("seed " + seed).doesNotContain("\0");
      assertThat(twice.codePoints())
          .as("seed " + seed)
          .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
      assertThat(RowText.parse(once)).as("seed " + seed).containsExactly(values);
      assertThat(RowText.parse(twice)).as("seed " + seed).containsExactly(once, "x", once);
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  @Test
  void what_was_written_before_is_read_as_before() {
    assertThat(RowText.parse("(a\0b,\"a \0\",\"\\\\u0000\",\\u0000)"))
        .containsExactly("a\0b", "a \0", "\\u0000", "\\u0000");
  }

  @Test
  void what_a_database_can_hold_is_written_as_before() {
    assertThat(RowText.print("\ud83d\ude00", "\\u0000", "\u0001"))
        .isEqualTo("(\ud83d\ude00,\"\\\\u0000\",\u0001)");
  }
}
