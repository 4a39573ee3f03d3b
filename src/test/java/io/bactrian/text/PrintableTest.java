package io.bactrian.text;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.charset.StandardCharsets;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

final class PrintableTest {

  @Test
  void of_all_characters_none_is_left_that_steers_or_hides() {
    for (int code = 0; code <= Character.MAX_CODE_POINT; code++) {
      String shown = Printable.of(Character.toString(code));
      assertThat(shown.codePoints().noneMatch(Printable::hidden)).as("%x", code).isTrue();
      boolean same = shown.equals(Character.toString(code));
      assertThat(Printable.of(shown)).isEqualTo(shown);
      assertThat(same || shown.equals("\\u{%x}".formatted(code))).as("%x", code).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1b", "7", "8", "9", "a", "d", "7f", "85", "9b", "ad", "61c", "200b", "200e", "2028", "2029",
    "202e", "2066", "2069", "feff", "e0041", "d800", "dfff"
  })
  void these_are_among_them(String code) {
    assertThat(Printable.of(Character.toString(Integer.parseInt(code, 16))))
        .isEqualTo("\\u{" + code + "}");
  }

  @ParameterizedTest
  @CsvSource({"Zürich 5 €", "C:\\users\\u", "日本 ✓ 🐫", "'a  b'"})
  void what_can_be_read_stays_as_it_is(String text) {
    assertThat(Printable.of(text)).isEqualTo(text);
  }

  @Test
  void json_says_the_same_without_them() throws Exception {
    for (int code = 0; code <= Character.MAX_CODE_POINT; code += code < 0x3000 ? 1 : 97) {
      JsonObject json = new JsonObject();
      json.put("k" + Character.toString(code), "v" + Character.toString(code));
      String shown = Printable.inJson(json.toJson());
      assertThat(shown.codePoints().noneMatch(Printable::hidden)).as("%x", code).isTrue();
      assertThat(Jsoner.deserialize(shown)).as("%x", code).isEqualTo(json);
    }
  }

  @Test
  void a_line_of_the_log_is_one_line_whatever_is_in_it() {
    String foreign = "x\u001b]0;y\u0007\r\nERROR forged\u2028\u202egnal\u009b31m\u0085end";
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    var appender = (OutputStreamAppender<ILoggingEvent>) root.getAppender("stderr");
    LoggingEvent event =
        new LoggingEvent(
            "", root, Level.WARN, "{} says " + foreign, new RuntimeException(foreign), null);
    String line = new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    assertThat(line)
        .endsWith(System.lineSeparator())
        .doesNotContain("nopex", "%")
        .contains("\\u{1b}]0;y\\u{7} | ERROR forged");
    assertThat(line.strip().codePoints().noneMatch(Printable::hidden)).as(line).isTrue();
  }
}
