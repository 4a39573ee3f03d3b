package io.bactrian.expression;

import io.bactrian.transform.Expressions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;

/**
 * Evaluates Camel's Simple language over a row: {@code ${row[column]}} is the canonical text of a
 * column, the rest is as Camel documents it. Refuses functions whose result varies (time, random
 * numbers), as an expression must be deterministic. Never evaluates a value as an expression.
 *
 * <p>Thread-safe. Uses its own Camel context, without routes, until closed.
 */
public final class SimpleExpressions implements Expressions, AutoCloseable {
  private static final Pattern COLUMN =
      Pattern.compile("(\\$(?:simple)?\\{\\s*)row\\[['\"]?([^\\]]+?)['\"]?\\]");
  private static final Pattern UNSTEADY =
      Pattern.compile(
          "\\$(?:simple)?\\{\\s*(random|uuid|shuffle|date|exchangeId|id|messageTimestamp|threadId"
              + "|threadName)\\b");
  private final CamelContext context;
  private final Language language;

  public SimpleExpressions() {
    DefaultCamelContext own = new DefaultCamelContext(false);
    own.disableJMX();
    own.start();
    context = own;
    language = own.resolveLanguage("simple");
  }

  @Override
  public Compiled<String> compile(String text) {
    return compiled(
        text,
        simple -> {
          Expression expression = language.createExpression(simple);
          expression.init(context);
          return exchange -> expression.evaluate(exchange, String.class);
        });
  }

  @Override
  public Compiled<Boolean> condition(String text) {
    return compiled(
        text,
        simple -> {
          Predicate predicate = language.createPredicate(simple);
          predicate.init(context);
          return predicate::matches;
        });
  }

  private <T> Compiled<T> compiled(String text, Function<String, Function<Exchange, T>> compiler) {
    Matcher unsteady = UNSTEADY.matcher(text);
    if (unsteady.find()) {
      throw new IllegalArgumentException(
          "`" + unsteady.group(1) + "` gives another result each time, so it can't be used here.");
    }
    List<String> columns = new ArrayList<>();
    String simple =
        COLUMN
            .matcher(text)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(found.group(1)) + variable(columns, found.group(2)));
    if (simple.contains("row[")) {
      throw new IllegalArgumentException("a column is written ${row[name]}, also within others.");
    }
    SimpleGuard.refuseComputedFunctions(text);
    try {
      Function<Exchange, T> function = compiler.apply(simple);
      SimpleGuard.probe(context, columns.size(), function);
      return new Simple<>(context, text, List.copyOf(columns), function);
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IllegalArgumentException(reason + ". See Camel's page on Simple.", e);
    }
  }

  private static String variable(List<String> columns, String column) {
    if (!columns.contains(column)) {
      columns.add(column);
    }
    return "variable." + name(columns.indexOf(column));
  }

  static String name(int i) {
    return "c" + i;
  }

  @Override
  public void close() {
    context.stop();
  }

  private record Simple<T>(
      CamelContext context, String text, List<String> columns, Function<Exchange, T> function)
      implements Compiled<T> {
    @Override
    public T of(String... values) {
      Exchange exchange = new DefaultExchange(context);
      for (int i = 0; i < values.length; i++) {
        if (values[i] != null) {
          exchange.setVariable(name(i), values[i]);
        }
      }
      try {
        return function.apply(exchange);
      } catch (RuntimeException e) {
        // Camel's messages contain values: pass on neither message nor cause
        throw new IllegalArgumentException(
            "gives no answer to the expression (" + e.getClass().getSimpleName() + ")");
      }
    }
  }
}
