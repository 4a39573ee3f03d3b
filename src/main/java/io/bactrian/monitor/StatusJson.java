package io.bactrian.monitor;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** Converts a site's status to JSON. Pure. */
public final class StatusJson {
  private StatusJson() {}

  /** Never null. */
  public static JsonObject of(SiteStatus status) {
    JsonObject json = new JsonObject();
    json.put("site", status.site());
    json.put("role", status.role());
    json.put("system", status.system());
    json.put("position", status.position());
    json.put("outbox", status.outbox());
    json.put("openConflicts", status.openConflicts());
    json.put("keptFor", new JsonArray(status.holders().stream().map(StatusJson::kept).toList()));
    json.put("streams", new JsonArray(status.streams().stream().map(StatusJson::of).toList()));
    json.put("outages", new JsonArray(status.outages().stream().map(ProblemJson::of).toList()));
    json.put("silentStores", of(status.silentStores()));
    json.put("faults", new JsonArray(status.faults()));
    return json;
  }

  /** By store: since when it is silent. Never null. */
  public static JsonObject of(Map<String, Instant> silentStores) {
    JsonObject json = new JsonObject();
    silentStores.forEach((store, since) -> json.put(store, since.toString()));
    return json;
  }

  private static JsonObject of(StreamStatus stream) {
    JsonObject json = new JsonObject();
    json.put("partner", stream.partner());
    json.put("sent", stream.sent());
    json.put("acknowledged", stream.acknowledged());
    json.put("pendingChanges", stream.pendingChanges());
    json.put("unsentEntries", stream.unsentEntries());
    json.put("applied", stream.applied());
    JsonObject limits = new JsonObject();
    stream.limits().forEach(usage -> limits.put(usage.limit(), of(usage)));
    json.put("limits", limits);
    json.put("gaps", stream.gaps());
    json.put("parked", stream.parked());
    json.put("awaited", stream.awaited());
    json.put("deferred", stream.deferred());
    json.put("heldThere", stream.heldThere());
    json.put("waiting", new JsonArray(stream.waiting().stream().map(ProblemJson::of).toList()));
    json.put(
        "alteredByTriggers",
        new JsonArray(stream.altered().stream().map(ProblemJson::of).toList()));
    json.put("hold", ProblemJson.of(stream.hold()));
    json.put("silentSince", Objects.toString(stream.silentSince(), null));
    json.put("repair", stream.repair());
    json.put("schema", stream.schema());
    json.put("slowestSteps", new JsonArray(stream.slowest()));
    json.put("filesWaiting", stream.files().waiting());
    json.put("filesForeign", stream.files().foreign());
    json.put("filesRejected", stream.files().rejected());
    return json;
  }

  private static JsonObject kept(StreamStatus stream) {
    KeptLog kept = stream.kept();
    JsonObject json = new JsonObject();
    json.put("partner", stream.partner());
    json.put("entries", kept.entries());
    json.put("bytes", kept.bytes());
    json.put("since", Objects.toString(kept.since(), null));
    json.put("seconds", kept.age() == null ? null : kept.age().toSeconds());
    return json;
  }

  private static JsonObject of(Usage usage) {
    JsonObject json = new JsonObject();
    json.put("used", usage.used());
    json.put("most", usage.most());
    return json;
  }
}
