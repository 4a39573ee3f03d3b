package io.bactrian.routes;

import io.bactrian.problem.Problem;
import java.lang.reflect.Constructor;
import java.util.Map;
import java.util.stream.Stream;

/** Exceptions that only their own package makes otherwise. */
final class Failures {
  private Failures() {}

  /** One of this type, with some text. */
  static <T extends Exception> T of(Class<T> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      return type.cast(
          constructor.newInstance(
              Stream.of(constructor.getParameterTypes()).map(Failures::some).toArray()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object some(Class<?> type) {
    Map<Class<?>, Object> some =
        Map.of(
            String.class,
            "some text",
            Problem.class,
            Problem.of("some text"),
            boolean.class,
            false);
    return some.get(type);
  }
}
