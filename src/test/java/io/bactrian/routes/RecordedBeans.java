package io.bactrian.routes;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/**
 * Stands for the beans of a route: records what is called, in order, and does what a test has said.
 * Thread-safe.
 */
final class RecordedBeans {
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Map<String, Step> steps = new ConcurrentHashMap<>();

  /** What a test lets a bean do. */
  interface Step {
    /**
     * @param exchange null when the route hands over none
     * @return what the method returns; without meaning where it returns nothing
     */
    Object take(Exchange exchange) throws Exception;
  }

  /**
   * A bean that has these methods and does nothing: it returns false, 0, an empty list or null.
   *
   * @param methods a public interface
   */
  <T> T bean(String name, Class<T> methods) {
    return methods.cast(
        Proxy.newProxyInstance(
            methods.getClassLoader(),
            new Class<?>[] {methods},
            (proxy, method, args) ->
                method.getDeclaringClass() == Object.class
                    ? method.invoke(this, args)
                    : call(name, method, args == null ? new Object[0] : args)));
  }

  private Object call(String bean, Method method, Object[] args) throws Throwable {
    String call = bean + "." + method.getName();
    String texts =
        Stream.of(args)
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .collect(Collectors.joining(","));
    calls.add(texts.isEmpty() ? call : call + "(" + texts + ")");
    Step step = steps.get(call);
    Exchange exchange =
        Stream.of(args)
            .filter(Exchange.class::isInstance)
            .map(Exchange.class::cast)
            .findFirst()
            .orElse(null);
    Object taken = step == null ? null : step.take(exchange);
    return taken == null ? nothing(method.getReturnType()) : taken;
  }

  private static Object nothing(Class<?> type) {
    return type == boolean.class ? (Object) false : type == List.class ? List.of() : null;
  }

  /** From now on a method does this, until {@link #clear}. */
  void on(String call, Step step) {
    steps.put(call, step);
  }

  /** A method that fails with this. */
  void fails(String call, Exception failure) {
    on(
        call,
        exchange -> {
          throw failure;
        });
  }

  /** Something else than a bean was reached. */
  void record(String what) {
    calls.add(what);
  }

  /** What was called, as {@code bean.method(texts)}, in order. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  void clear() {
    calls.clear();
    steps.clear();
  }
}
