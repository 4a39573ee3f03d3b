package io.bactrian.monitor;

import io.bactrian.problem.Problem;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** Converts outages, streams on hold and altered rows to JSON and back. */
public final class ProblemJson {
  private ProblemJson() {}

  /** Never null. */
  public static JsonObject of(Outage outage) {
    JsonObject json = new JsonObject();
    json.put("route", outage.route());
    json.put("since", outage.since().toString());
    json.put("count", outage.count());
    json.put("next", outage.next() == null ? null : outage.next().toString());
    json.put("reason", outage.reason());
    Problem problem = outage.problem();
    json.put("stream", problem.stream());
    json.put("what", problem.what());
    json.put("consequence", problem.consequence());
    json.put("remedy", problem.remedy());
    json.put("mayPass", problem.mayPass());
    StoreSilence silence = outage.silence();
    json.put("silentStore", silence == null ? null : silence.store());
    json.put("silentSince", silence == null ? null : silence.since().toString());
    return json;
  }

  /** Null for none. */
  public static JsonObject of(Hold hold) {
    if (hold == null) {
      return null;
    }
    JsonObject json = new JsonObject();
    json.put("number", hold.number());
    json.put("since", hold.since().toString());
    json.put("tries", hold.tries());
    json.put("next", hold.next().toString());
    json.put("reason", hold.reason());
    return json;
  }

  /** Never null. */
  public static JsonObject of(AlteredTable altered) {
    JsonObject json = new JsonObject();
    json.put("table", altered.table());
    json.put("rows", altered.rows());
    json.put("columns", new JsonArray(altered.columns()));
    return json;
  }

  /** Never null. */
  public static JsonObject of(WaitingRows waiting) {
    JsonObject json = new JsonObject();
    json.put("state", waiting.state());
    json.put("table", waiting.table());
    json.put("reason", waiting.reason());
    json.put("changes", waiting.changes());
    return json;
  }

  /** What {@link #of(AlteredTable)} made. */
  public static AlteredTable altered(JsonObject json) {
    JsonArray columns = json.getCollection("columns");
    return new AlteredTable(
        json.getString("table"),
        json.getLong("rows"),
        columns.stream().map(String.class::cast).toList());
  }

  /** What {@link #of(Outage)} made. */
  public static Outage outage(JsonObject json) {
    return new Outage(
        json.getString("route"),
        instant(json, "since"),
        json.getLong("count"),
        instant(json, "next"),
        problem(json),
        silence(json));
  }

  /** Null for none; an earlier version wrote none. */
  private static StoreSilence silence(JsonObject json) {
    String store = json.getString("silentStore");
    return store == null ? null : new StoreSilence(store, instant(json, "silentSince"));
  }

  /** An earlier version wrote the reason alone. */
  private static Problem problem(JsonObject json) {
    return new Problem(
        json.getString("stream"),
        Objects.requireNonNullElse(json.getString("what"), json.getString("reason")),
        Objects.requireNonNullElse(json.getString("consequence"), ""),
        Objects.requireNonNullElse(json.getString("remedy"), ""),
        Boolean.TRUE.equals(json.getBoolean("mayPass")));
  }

  /** What {@link #of(Hold)} made. */
  public static Hold hold(JsonObject json) {
    return new Hold(
        json.getLong("number"),
        instant(json, "since"),
        json.getLong("tries"),
        instant(json, "next"),
        json.getString("reason"));
  }

  private static Instant instant(JsonObject json, String key) {
    return Optional.ofNullable(json.getString(key)).map(Instant::parse).orElse(null);
  }
}
