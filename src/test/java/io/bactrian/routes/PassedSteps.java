package io.bactrian.routes;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.InterceptFromDefinition;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Notes which steps of routes were passed, those in the branches of a try too. Thread-safe. */
final class PassedSteps implements InterceptStrategy {
  /** Not steps themselves. */
  private static final Set<Class<?>> BRANCHES =
      Set.of(
          TryDefinition.class,
          CatchDefinition.class,
          FinallyDefinition.class,
          WhenDefinition.class);

  private final Set<Object> passed =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext camel, NamedNode step, Processor target, Processor next) {
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        passed.add(step);
        return super.process(exchange, callback);
      }
    };
  }

  /** Steps of a route that nothing has passed; those of its policy are not its own. */
  List<ProcessorDefinition<?>> missing(RouteDefinition route) {
    return steps(route).filter(step -> !passed.contains(step)).toList();
  }

  private static Stream<ProcessorDefinition<?>> steps(RouteDefinition route) {
    return route.getOutputs().stream().flatMap(PassedSteps::withInner);
  }

  private static Stream<ProcessorDefinition<?>> withInner(ProcessorDefinition<?> step) {
    if (step instanceof OnExceptionDefinition
        || step instanceof OnCompletionDefinition
        || step instanceof InterceptFromDefinition) {
      return Stream.of();
    }
    Stream<ProcessorDefinition<?>> inner =
        step.getOutputs().stream().flatMap(PassedSteps::withInner);
    return BRANCHES.contains(step.getClass()) ? inner : Stream.concat(Stream.of(step), inner);
  }
}
