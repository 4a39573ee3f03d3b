package io.bactrian.monitor;

import java.time.Instant;
import java.util.Optional;
import org.apache.camel.util.json.JsonObject;

/** Outages and holds as JSON, and back. */
public final class TroubleJson {
  private TroubleJson() {}

  /** Never null. */
  public static JsonObject of(Outage outage) {
    JsonObject json = new JsonObject();
    json.put("route", outage.route());
    json.put("since", outage.since().toString());
    json.put("count", outage.count());
    json.put("next", outage.next() == null ? null : outage.next().toString());
    json.put("reason", outage.reason());
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

  /** What {@link #of(Outage)} made. */
  public static Outage outage(JsonObject json) {
    return new Outage(
        json.getString("route"),
        instant(json, "since"),
        json.getLong("count"),
        instant(json, "next"),
        json.getString("reason"));
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
