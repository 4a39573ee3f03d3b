package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.file.OwnerOnly;
import io.bactrian.monitor.AlteredTable;
import io.bactrian.monitor.Hold;
import io.bactrian.monitor.Outage;
import io.bactrian.monitor.ProblemJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State of a running site, which it writes to {@code running.json} in its folder. {@code status}
 * and {@code retry} read it from other processes, even when the site's stores do not answer.
 * Immutable.
 *
 * @param process that runs the site; 0 when it has stopped
 * @param faults of triggers and tables, found by the last check
 * @param holds streams on hold, by partner; kept when the site stops
 * @param answered id of the last fulfilled request to try again, by partner
 * @param schemas version of the schema that a partner's last changeset named, by partner; kept when
 *     the site stops
 * @param slowest slowest steps of the streams, a line each, by partner
 * @param altered rows that triggers of this database altered, by partner; kept when the site stops
 * @param silent since when nothing is heard of a partner that should be heard, by partner; as of
 *     when this was written
 * @param partners with which the running site exchanges; empty when it does not run
 */
public record RunningState(
    long process,
    List<Outage> outages,
    List<String> faults,
    Map<String, Hold> holds,
    Map<String, String> answered,
    Map<String, Integer> schemas,
    Map<String, List<String>> slowest,
    Map<String, List<AlteredTable>> altered,
    Map<String, Instant> silent,
    List<String> partners) {
  private static final Logger LOG = LoggerFactory.getLogger(RunningState.class);

  /** In place of the partners, where an earlier version runs, which did not tell them. */
  private static final String ANY = "*";

  static final RunningState NONE =
      new RunningState(
          0, List.of(), List.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(),
          List.of());

  public RunningState {
    outages = List.copyOf(outages);
    faults = List.copyOf(faults);
    holds = Map.copyOf(holds);
    answered = Map.copyOf(answered);
    schemas = Map.copyOf(schemas);
    slowest = Map.copyOf(slowest);
    altered = Map.copyOf(altered);
    silent = Map.copyOf(silent);
    partners = List.copyOf(partners);
  }

  /** Whether the site's process is alive. */
  public boolean runs() {
    return process != 0 && ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Whether the running site exchanges with this partner, or may do so. */
  boolean runsWith(String partner) {
    return runs() && (partners.contains(partner) || partners.contains(ANY));
  }

  /** Reads it for use in another process: without outages and faults unless the site runs. */
  public static RunningState of(SiteConfiguration site) {
    return read(new SiteFolder(site.folder())).fromOutside();
  }

  /** Drops outages and faults unless the site runs, because only then are they up to date. */
  RunningState fromOutside() {
    return runs() ? this : stopped();
  }

  /** What stays when the site stops. */
  RunningState stopped() {
    return new RunningState(
        0, List.of(), List.of(), holds, answered, schemas, Map.of(), altered, Map.of(), List.of());
  }

  /** Reads it from a site's folder; {@link #NONE} when the file is absent or unreadable. */
  static RunningState read(SiteFolder folder) {
    try {
      JsonObject json = (JsonObject) Jsoner.deserialize(Files.readString(folder.running()));
      Map<String, Hold> holds = new TreeMap<>();
      object(json, "holds")
          .forEach((partner, hold) -> holds.put(partner, ProblemJson.hold((JsonObject) hold)));
      Map<String, String> answered = new TreeMap<>();
      object(json, "answered").forEach((partner, id) -> answered.put(partner, (String) id));
      Map<String, Integer> schemas = new TreeMap<>();
      object(json, "schemas")
          .forEach((partner, version) -> schemas.put(partner, ((Number) version).intValue()));
      Map<String, Instant> silent = new TreeMap<>();
      object(json, "silent")
          .forEach((partner, since) -> silent.put(partner, Instant.parse((String) since)));
      List<Outage> outages =
          json.<JsonArray>getCollection("outages").stream()
              .map(outage -> ProblemJson.outage((JsonObject) outage))
              .toList();
      return new RunningState(
          json.getLong("process"),
          outages,
          texts(json, "faults"),
          holds,
          answered,
          schemas,
          lists(json, "slowest", String.class::cast),
          lists(json, "altered", table -> ProblemJson.altered((JsonObject) table)),
          silent,
          json.containsKey("partners") ? texts(json, "partners") : List.of(ANY));
    } catch (NoSuchFileException e) {
      return NONE;
    } catch (IOException | DeserializationException | RuntimeException e) {
      LOG.warn(
          "{} can't be read ({}): what fails and what is on hold is not shown. The site writes it"
              + " again.",
          folder.running(),
          e.getClass().getSimpleName());
      return NONE;
    }
  }

  private static <T> Map<String, List<T>> lists(
      JsonObject json, String key, Function<Object, T> member) {
    Map<String, List<T>> lists = new TreeMap<>();
    object(json, key)
        .forEach(
            (partner, list) ->
                lists.put(partner, ((JsonArray) list).stream().map(member).toList()));
    return lists;
  }

  private static List<String> texts(JsonObject json, String key) {
    JsonArray texts = Optional.ofNullable((JsonArray) json.get(key)).orElseGet(JsonArray::new);
    return texts.stream().map(String.class::cast).toList();
  }

  private static JsonObject object(JsonObject json, String key) {
    return Optional.ofNullable(json.<JsonObject>getMap(key)).orElseGet(JsonObject::new);
  }

  /** Writes the file whole or not at all. Ignores errors: a full disk must not stop the site. */
  void write(SiteFolder folder) {
    JsonObject json = new JsonObject();
    json.put("process", process);
    json.put("outages", new JsonArray(outages.stream().map(ProblemJson::of).toList()));
    json.put("faults", new JsonArray(faults));
    JsonObject onHold = new JsonObject();
    holds.forEach((partner, hold) -> onHold.put(partner, ProblemJson.of(hold)));
    json.put("holds", onHold);
    json.put("answered", new JsonObject(answered));
    json.put("schemas", new JsonObject(schemas));
    JsonObject steps = new JsonObject();
    slowest.forEach((partner, lines) -> steps.put(partner, new JsonArray(lines)));
    json.put("slowest", steps);
    JsonObject tables = new JsonObject();
    altered.forEach(
        (partner, counts) ->
            tables.put(partner, new JsonArray(counts.stream().map(ProblemJson::of).toList())));
    json.put("altered", tables);
    JsonObject since = new JsonObject();
    silent.forEach((partner, time) -> since.put(partner, time.toString()));
    json.put("silent", since);
    json.put("partners", new JsonArray(partners));
    try {
      OwnerOnly.write(folder.running(), json.toJson());
    } catch (IOException e) {
      LOG.debug("{} is not written", folder.running(), e);
    }
  }
}
