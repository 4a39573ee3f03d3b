package io.bactrian.api;

import io.bactrian.decide.Decisions;
import io.bactrian.event.EventJournal;
import io.bactrian.web.AuditLog;
import io.bactrian.web.Role;
import io.bactrian.web.Section;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.util.json.JsonObject;

/** The sections of a site's API. */
public final class Api {
  private Api() {}

  /**
   * What is asked of the site.
   *
   * @param status as {@code bactrian status --json} shows it; may block
   * @param decisions of people here; at a spoke of those whom the hub asks
   */
  public record Asks(
      Supplier<JsonObject> status, Decisions decisions, EventJournal events, Clock clock) {}

  /** Sections for the web server of a site. */
  public static List<Section> sections(Asks site, AuditLog audit) {
    List<Operation> operations = new ArrayList<>(List.of(status(site.status())));
    operations.addAll(new ConflictOperations(site.decisions(), site.clock()).all());
    return List.of(new EventStream(site.events()), new ApiSection(operations, audit));
  }

  /** The description of a site's API, the same for each. */
  public static JsonObject description() {
    List<Operation> operations = new ArrayList<>(List.of(status(JsonObject::new)));
    operations.addAll(new ConflictOperations(null, Clock.systemUTC()).all());
    return OpenApi.describe(operations);
  }

  private static Operation status(Supplier<JsonObject> status) {
    return new Operation(
        "GET",
        "/status",
        Role.VIEWER,
        "showStatus",
        "Shows the state of every stream, outages and faults, as `bactrian status --json`.",
        List.of(),
        null,
        Shape.map(Shape.any(), 1_000),
        asked -> status.get());
  }
}
