package io.bactrian.conflict;

import io.bactrian.expression.SimpleExpressions;
import io.bactrian.transform.Expressions;

/** The expression language of conditions, shared by tests. */
final class RuleExpressions {
  static final Expressions SIMPLE = new SimpleExpressions();

  private RuleExpressions() {}
}
