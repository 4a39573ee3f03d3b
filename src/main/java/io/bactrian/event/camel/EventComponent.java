package io.bactrian.event.camel;

import io.bactrian.event.EventJournal;
import io.bactrian.event.EventKind;
import io.bactrian.problem.Problem;
import io.bactrian.route.Outages;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * Routes of a site read its events: {@code bactrian-events:conflict-opened?subscriber=tickets}. The
 * name is that of a kind, or {@code all}. Each subscriber has a place of its own in the journal,
 * kept across restarts.
 */
public final class EventComponent extends DefaultComponent {
  /** By which routes name it. */
  public static final String SCHEME = "bactrian-events";

  private static final String ALL = "all";
  private static final Pattern SUBSCRIBER = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  private final EventJournal journal;
  private final Outages outages;

  public EventComponent(EventJournal journal, Outages outages) {
    this.journal = journal;
    this.outages = outages;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters)
      throws Exception {
    String subscriber = getAndRemoveParameter(parameters, "subscriber", String.class);
    if (!name.equals(ALL) && EventKind.of(name).isEmpty()) {
      throw Problem.of("`%s:%s` names no kind of event.", SCHEME, name)
          .toDo(
              "Name one of %s, or %s.",
              Arrays.stream(EventKind.values())
                  .map(EventKind::word)
                  .collect(Collectors.joining(", ")),
              ALL)
          .exception();
    }
    if (subscriber == null || !SUBSCRIBER.matcher(subscriber).matches()) {
      throw Problem.of("`%s:%s` has no parameter `subscriber` that is a name.", SCHEME, name)
          .follows("Without one the site could not keep what the route has read.")
          .toDo("Give it one of its own: a lower-case letter, then letters, digits and `-`.")
          .exception();
    }
    EventEndpoint endpoint =
        new EventEndpoint(uri, this, EventKind.of(name).orElse(null), subscriber);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  EventJournal journal() {
    return journal;
  }

  Outages outages() {
    return outages;
  }
}
