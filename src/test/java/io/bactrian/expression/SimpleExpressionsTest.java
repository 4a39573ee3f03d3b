package io.bactrian.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.transform.Examples;
import io.bactrian.transform.Expressions.Compiled;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimpleExpressionsTest {
  private final SimpleExpressions expressions = Examples.EXPRESSIONS;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${row[a]}|x",
        "${row['a']} and ${row[a]}|x and x",
        "plain|plain",
        "${trim(${row[a]})}|x",
        "${row[a]?.toUpperCase()}|X",
        "${iif(${row[a]} == 'x',first,second)}|first",
        "${iif(${row[a]} == 'y',first,second)}|second",
        "$simple{row[a]}|x",
      })
  void expressions_over_a_row(String text, String expected) {
    Compiled<String> compiled = expressions.compile(text);
    assertThat(compiled.of(compiled.columns().isEmpty() ? new String[0] : new String[] {"x"}))
        .isEqualTo(expected);
  }

  @Test
  void null_alone_is_null_and_between_texts_is_nothing() {
    assertThat(expressions.compile("${row[a]}").of((String) null)).isNull();
    assertThat(expressions.compile("${row[a]?.toUpperCase()}").of((String) null)).isNull();
    assertThat(expressions.compile("<${row[a]}${row[b c]}>").of(null, "x")).isEqualTo("<x>");
  }

  @Test
  void conditions() {
    Compiled<Boolean> condition = expressions.condition("${row[a]} == 'x' && ${row[n]} > 5");
    assertThat(condition.columns()).containsExactly("a", "n");
    assertThat(condition.of("x", "10")).isTrue();
    assertThat(condition.of("x", "3")).isFalse();
    assertThat(expressions.condition("${row[a]} == null").of((String) null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${row[a]", "${rows[a]}", "${upercase(${row[a]})}", "${uppercase(row[a])}", "${random(5)}",
        "${date:now:yyyy}", "x ${uuid} y", "${${row[a]}}", "${sys.${row[a]}}", "${bean:${row[a]}}",
        "${row[a].concat(${row[b]})}", "${trim(${sys.${row[a]}})}"
      })
  void what_can_not_work_is_a_fault_at_once(String text) {
    assertThatThrownBy(() -> expressions.compile(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_value_is_never_an_expression() {
    String hostile = "${sys.user.dir} $simple{sys.user.dir} ${row[b]}";
    for (String text :
        new String[] {
          "${row[a]}", "${trim(${row[a]})}", "${concat(${row[a]},'')}", "${row[a]?.trim()}"
        }) {
      assertThat(expressions.compile(text).of(hostile)).as(text).startsWith("${sys.user.dir}");
    }
  }

  @Test
  void a_failure_shows_no_value() {
    Compiled<String> failing = expressions.compile("${substring(${row[a]},1)} ${row[a].foo()}");
    assertThatThrownBy(() -> failing.of("secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  @Test
  void many_threads_may_use_one() {
    Compiled<String> compiled = expressions.compile("${row[a]}-${row[b]}");
    assertThat(
            IntStream.range(0, 20_000)
                .parallel()
                .allMatch(i -> compiled.of("" + i, "" + -i).equals(i + "-" + -i)))
        .isTrue();
  }
}
