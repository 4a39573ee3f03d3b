package io.bactrian.transform;

import io.bactrian.changeset.LogicalType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.util.Map;

/**
 * One thing that a mapping does to a value, in the order written. Equal steps do the same, which is
 * how a foreign key is compared with the key that it refers to.
 */
sealed interface Step {

  /** The key under which it stands in the file. */
  String word();

  /** What the value is afterwards. */
  LogicalType result(LogicalType from);

  /** Null when it can't be done to such a value. */
  Conversion on(LogicalType from);

  /**
   * Values by other values.
   *
   * @param otherwise for the rest, may be null for NULL; meaningful only if {@code total}
   * @param total whether there is an {@code otherwise}
   */
  record ValueMap(Map<String, String> values, boolean total, String otherwise) implements Step {
    @Override
    public String word() {
      return "values";
    }

    @Override
    public LogicalType result(LogicalType from) {
      return LogicalType.TEXT;
    }

    @Override
    public Conversion on(LogicalType from) {
      return value -> {
        if (values.containsKey(value)) {
          return values.get(value);
        }
        if (!total) {
          throw new UnconvertibleException(
              "is not among `values:` (add it there, or an `otherwise:`)");
        }
        return otherwise;
      };
    }
  }

  /** Exact arithmetic; a quotient that does not end needs a {@code scale}, null when absent. */
  record Calculation(String operator, BigDecimal operand, Integer scale) implements Step {
    @Override
    public String word() {
      return operator;
    }

    @Override
    public LogicalType result(LogicalType from) {
      return LogicalType.DECIMAL;
    }

    @Override
    public Conversion on(LogicalType from) {
      return numeric(from)
          ? Conversion.guarded(
              operator.equals("divide") && scale == null
                  ? "is not a number, or its quotient does not end (add `scale:`)"
                  : "is not a number",
              value -> calculate(Numbers.read(value)).toPlainString())
          : null;
    }

    private BigDecimal calculate(BigDecimal value) {
      return switch (operator) {
        case "multiply" -> value.multiply(operand);
        case "add" -> value.add(operand);
        default ->
            scale == null
                ? value.divide(operand)
                : value.divide(operand, Math.max(scale, value.scale()) + 20, RoundingMode.HALF_UP);
      };
    }
  }

  /** Rounding to digits after the point, half up. */
  record Scale(int digits) implements Step {
    @Override
    public String word() {
      return "scale";
    }

    @Override
    public LogicalType result(LogicalType from) {
      return LogicalType.DECIMAL;
    }

    @Override
    public Conversion on(LogicalType from) {
      return numeric(from)
          ? Conversion.guarded(
              "is not a number",
              value -> Numbers.read(value).setScale(digits, RoundingMode.HALF_UP).toPlainString())
          : null;
    }
  }

  /** Another type, on request also where something is lost; {@code format} may be null. */
  record Typed(LogicalType to, String format) implements Step {
    @Override
    public String word() {
      return "convert";
    }

    @Override
    public LogicalType result(LogicalType from) {
      return to;
    }

    @Override
    public Conversion on(LogicalType from) {
      if (format == null) {
        Conversion part = Times.part(from, to);
        return part == null ? TypeConversions.between(from, to) : part;
      }
      if (to == LogicalType.TEXT) {
        return Times.print(from, format);
      }
      return from == LogicalType.TEXT ? Times.read(to, format) : null;
    }
  }

  /** From or to the clocks of a zone. */
  record AtZone(ZoneId zone) implements Step {
    @Override
    public String word() {
      return "zone";
    }

    @Override
    public LogicalType result(LogicalType from) {
      return from == LogicalType.TIMESTAMP ? LogicalType.TIMESTAMP_ZONED : LogicalType.TIMESTAMP;
    }

    @Override
    public Conversion on(LogicalType from) {
      return Times.at(from, zone);
    }
  }

  private static boolean numeric(LogicalType type) {
    return switch (type) {
      case INTEGER, DECIMAL, FLOAT, TEXT -> true;
      default -> false;
    };
  }
}
