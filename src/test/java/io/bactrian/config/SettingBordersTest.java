package io.bactrian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the reference says that a number may be is taken, and nothing beyond. */
class SettingBordersTest {
  private static final Pattern RANGE = Pattern.compile("whole number, (\\d+) to (\\d+)");

  static List<Setting<?>> numbers() {
    return Stream.concat(Settings.SITE.stream(), Settings.PARTNER.stream())
        .<Setting<?>>filter(setting -> setting.type().name().startsWith("whole number"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void a_number_may_be_what_the_reference_says(Setting<?> setting) throws Exception {
    Matcher range = RANGE.matcher(setting.type().name());
    assertThat(range.matches()).isTrue();
    long least = Long.parseLong(range.group(1));
    long most = Long.parseLong(range.group(2));
    for (long border : List.of(least, most)) {
      assertThat(setting.type().parse(Long.toString(border))).isEqualTo((int) border);
    }
    for (long beyond : List.of(least - 1, most + 1, 99_999_999_999L)) {
      assertThatThrownBy(() -> setting.type().parse(Long.toString(beyond)))
          .isInstanceOf(UnusableValueException.class)
          .hasMessage("is not a whole number from %d to %d".formatted(least, most));
    }
  }
}
