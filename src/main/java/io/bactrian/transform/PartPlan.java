package io.bactrian.transform;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.problem.Problem;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** Creates one part from rows of one shape, by position. Thread-safe. */
final class PartPlan {
  final TableRule.Part rule;
  final Table target;
  final List<Given> given;
  final Table source;
  private final String file;
  private final Predicate<Row> when;
  private final BitSet columns = new BitSet();
  private final boolean same;
  private final Source[] keys;

  /** Computes a value from a row. */
  @FunctionalInterface
  interface Source {
    CharSequence of(Row row);
  }

  /** Copies the value of a column. */
  record Copy(int position) implements Source {
    @Override
    public CharSequence of(Row row) {
      return row.cell(position);
    }
  }

  /** A target column and the source of its value. */
  record Given(int position, ColumnRule rule, Source source) {}

  PartPlan(
      String file,
      Table source,
      Table target,
      TableRule.Part rule,
      Predicate<Row> when,
      List<Given> given) {
    this.file = file;
    this.source = source;
    this.target = target;
    this.rule = rule;
    this.when = when;
    this.given = List.copyOf(given);
    given.forEach(one -> columns.set(one.position()));
    keys = new Source[target.keyWidth()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = source(target.keyPosition(i));
    }
    same =
        source.width() == target.width()
            && given.size() == target.width()
            && given.stream().allMatch(one -> one.source().equals(new Copy(one.position())));
  }

  private Source source(int position) {
    return given.stream()
        .filter(one -> one.position() == position)
        .map(Given::source)
        .findFirst()
        .orElse(row -> null); // a key that is not given is a fault, called when the file is read
  }

  /** The part; null when the condition leaves the row out. */
  RowPart map(Row row) {
    if (when != null && !matches(row)) {
      return null;
    }
    return new RowPart(target, same ? row : converted(row), columns, rule.owner());
  }

  /** Key of the target row; null when it can't be computed from the row's values. */
  Key key(Row row) {
    String[] values = new String[target.keyWidth()];
    try {
      for (int i = 0; i < values.length; i++) {
        CharSequence value = keys[i].of(row);
        values[i] = value == null ? null : value.toString();
      }
    } catch (UnconvertibleException e) {
      return null; // a row that the condition leaves out need not be convertible
    }
    return Key.of(values);
  }

  private boolean matches(Row row) {
    try {
      return when.test(row);
    } catch (UnconvertibleException e) {
      throw new MappingException(
          CompiledMapping.waiting(
              Problem.of(
                  "%s:%d: the condition on `%s` can't be evaluated for a row: it %s.",
                  file, rule.when().line(), source, e.getMessage())));
    }
  }

  private Row converted(Row row) {
    CharSequence[] values = new CharSequence[target.width()];
    for (Given one : given) {
      try {
        values[one.position()] = one.source().of(row);
      } catch (UnconvertibleException e) {
        throw new MappingException(
            CompiledMapping.waiting(
                Problem.of(
                    "%s:%d: a row of `%s` can't give `%s.%s`: the value %s.",
                    file,
                    one.rule().line(),
                    source,
                    target,
                    target.column(one.position()).name(),
                    e.getMessage())));
      }
    }
    return Row.owning(values);
  }
}
