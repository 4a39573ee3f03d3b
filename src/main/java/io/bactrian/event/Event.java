package io.bactrian.event;

import io.bactrian.text.Printable;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.util.json.JsonObject;

/**
 * Something that happened, without row values and keys, so that whoever stores events stores no
 * personal data but the names of those who decide. Immutable.
 *
 * @param number in the journal, from 1, without holes
 * @param at when it happened; of a changeset when it was seen to be applied
 * @param data what it was about, by name: texts, numbers and lists of texts
 */
public record Event(long number, EventKind kind, Instant at, Map<String, Object> data) {
  public Event {
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
  }

  /**
   * The document that applications read.
   *
   * @param id by which a client names it
   */
  public String json(String id) {
    JsonObject json = new JsonObject();
    json.put("id", id);
    json.put("event", kind.word());
    json.put("at", at.toString());
    json.putAll(data);
    return Printable.inJson(json.toJson());
  }
}
