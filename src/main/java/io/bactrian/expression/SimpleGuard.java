package io.bactrian.expression;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.support.DefaultExchange;

/**
 * Ensures that values of rows are never evaluated as expressions. Camel assembles some functions
 * only when they are called, from text that then contains values, and only then reports an unknown
 * function.
 */
final class SimpleGuard {
  private static final Pattern MARK = Pattern.compile("\\$(?:simple)?\\{|\\}");
  private static final Pattern CALL = Pattern.compile("\\s*[a-zA-Z]+\\(.*", Pattern.DOTALL);

  private SimpleGuard() {}

  /**
   * Rejects nested expressions that are not arguments; {@code ${trim(${row[a]})}} is allowed.
   *
   * @throws IllegalArgumentException when a function name or a method argument would be built from
   *     a value
   */
  static void refuseComputedFunctions(String text) {
    Deque<Integer> open = new ArrayDeque<>();
    Matcher marks = MARK.matcher(text);
    while (marks.find()) {
      if (marks.group().equals("}")) {
        open.poll();
        continue;
      }
      if (!open.isEmpty()
          && !CALL.matcher(text.substring(open.element(), marks.start())).matches()) {
        throw new IllegalArgumentException(
            "an expression within another may only be an argument, as in ${trim(${row[name]})}.");
      }
      open.push(marks.end());
    }
  }

  /** A value that records whether it was evaluated. */
  private static final class Probe {
    boolean evaluated;

    @Override
    public String toString() {
      evaluated = true;
      return "";
    }
  }

  /**
   * Tests an expression with empty values and with values that are expressions.
   *
   * @throws IllegalArgumentException when it calls an unknown function, or would evaluate a value
   */
  static void probe(CamelContext context, int columns, Function<Exchange, ?> function) {
    String[] values = new String[columns];
    attempt(context, values, new Probe(), function);
    for (String value : new String[] {"${variable.probe}", "$simple{variable.probe}"}) {
      Arrays.fill(values, value);
      Probe probe = new Probe();
      attempt(context, values, probe, function);
      if (probe.evaluated) {
        throw new IllegalArgumentException("a value of a row would be evaluated as an expression");
      }
    }
  }

  private static void attempt(
      CamelContext context, String[] values, Probe probe, Function<Exchange, ?> function) {
    Exchange exchange = new DefaultExchange(context);
    for (int i = 0; i < values.length; i++) {
      exchange.setVariable(SimpleExpressions.name(i), values[i]);
    }
    exchange.setVariable("probe", probe);
    try {
      function.apply(exchange);
    } catch (SimpleIllegalSyntaxException e) {
      throw e;
    } catch (RuntimeException e) {
      // the expression may reject the test value for other reasons
      if (e.getCause() instanceof SimpleIllegalSyntaxException syntax) {
        throw syntax;
      }
    }
  }
}
