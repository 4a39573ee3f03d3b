package io.bactrian.routes;

import java.lang.reflect.Constructor;
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
    return type == String.class ? "some text" : type == boolean.class ? (Object) false : null;
  }
}
