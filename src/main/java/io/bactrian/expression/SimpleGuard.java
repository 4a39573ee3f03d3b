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
 * Keeps values of rows from becoming expressions. Camel puts some functions together only when they
 * are called, out of text that holds values by then, and only then tells that there is no such
 * function.
 */
final class SimpleGuard {
  private static final Pattern MARK = Pattern.compile("\\$(?:simple)?\\{|\\}");
  private static final Pattern CALL = Pattern.compile("\\s*[a-zA-Z]+\\(.*", Pattern.DOTALL);

  private SimpleGuard() {}

  /**
   * An expression within another may only be an argument, as in {@code ${trim(${row[a]})}}.
   *
   * @throws IllegalArgumentException when a function's name, or a method's argument, would be made
   *     of a value
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

  /** Tells when it is asked for. */
  private static final class Probe {
    boolean asked;

    @Override
    public String toString() {
      asked = true;
      return "";
    }
  }

  /**
   * Tries an expression on values that are nothing, and on values that are expressions.
   *
   * @throws IllegalArgumentException when it calls a function that is none, or would run a value
   */
  static void probe(CamelContext context, int columns, Function<Exchange, ?> function) {
    String[] values = new String[columns];
    attempt(context, values, new Probe(), function);
    for (String value : new String[] {"${variable.probe}", "$simple{variable.probe}"}) {
      Arrays.fill(values, value);
      Probe probe = new Probe();
      attempt(context, values, probe, function);
      if (probe.asked) {
        throw new IllegalArgumentException("a value of a row would itself be run");
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
      // a probe need not be a value that the expression can do with
      if (e.getCause() instanceof SimpleIllegalSyntaxException syntax) {
        throw syntax;
      }
    }
  }
}
