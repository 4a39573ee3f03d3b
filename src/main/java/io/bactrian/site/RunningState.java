package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.file.OwnerOnly;
import io.bactrian.monitor.Hold;
import io.bactrian.monitor.Outage;
import io.bactrian.monitor.ProblemJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running site says of itself in {@code running.json} of its folder, for {@code status} and
 * {@code retry}, which work beside it and even when its stores do not answer. Immutable.
 *
 * @param process that runs the site; 0 when it has stopped
 * @param faults of triggers and tables, as last looked at
 * @param holds by partner; they stay when the site stops
 * @param answered by partner, the request to try again that was last fulfilled
 * @param slowest by partner, where the time of its streams goes, a line each
 */
public record RunningState(
    long process,
    List<Outage> outages,
    List<String> faults,
    Map<String, Hold> holds,
    Map<String, String> answered,
    Map<String, List<String>> slowest) {
  private static final Logger LOG = LoggerFactory.getLogger(RunningState.class);
  static final RunningState NONE =
      new RunningState(0, List.of(), List.of(), Map.of(), Map.of(), Map.of());

  public RunningState {
    outages = List.copyOf(outages);
    faults = List.copyOf(faults);
    holds = Map.copyOf(holds);
    answered = Map.copyOf(answered);
    slowest = Map.copyOf(slowest);
  }

  /** Whether its process is there. */
  public boolean runs() {
    return process != 0 && ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Of a site, as another process may believe it. */
  public static RunningState of(SiteConfiguration site) {
    return read(new SiteFolder(site.folder())).fromOutside();
  }

  /** The same as another process may believe it: what fails is known only while the site runs. */
  RunningState fromOutside() {
    return runs() ? this : new RunningState(0, List.of(), List.of(), holds, answered, Map.of());
  }

  /** Of a site's folder; {@link #NONE} when there is nothing to be read. */
  static RunningState read(SiteFolder folder) {
    try {
      JsonObject json = (JsonObject) Jsoner.deserialize(Files.readString(folder.running()));
      Map<String, Hold> holds = new TreeMap<>();
      object(json, "holds")
          .forEach((partner, hold) -> holds.put(partner, ProblemJson.hold((JsonObject) hold)));
      Map<String, String> answered = new TreeMap<>();
      object(json, "answered").forEach((partner, id) -> answered.put(partner, (String) id));
      List<Outage> outages =
          json.<JsonArray>getCollection("outages").stream()
              .map(outage -> ProblemJson.outage((JsonObject) outage))
              .toList();
      JsonArray faults =
          Optional.ofNullable((JsonArray) json.get("faults")).orElseGet(JsonArray::new);
      return new RunningState(
          json.getLong("process"),
          outages,
          faults.stream().map(String.class::cast).toList(),
          holds,
          answered,
          slowest(json));
    } catch (NoSuchFileException e) {
      return NONE;
    } catch (IOException | DeserializationException | RuntimeException e) {
      LOG.warn(
          "{} can't be read ({}): what fails and what is on hold is not shown. The site writes it again.",
          folder.running(),
          e.getClass().getSimpleName());
      return NONE;
    }
  }

  private static Map<String, List<String>> slowest(JsonObject json) {
    Map<String, List<String>> slowest = new TreeMap<>();
    object(json, "slowest")
        .forEach(
            (partner, steps) ->
                slowest.put(
                    partner, ((JsonArray) steps).stream().map(String.class::cast).toList()));
    return slowest;
  }

  private static JsonObject object(JsonObject json, String key) {
    return Optional.ofNullable(json.<JsonObject>getMap(key)).orElseGet(JsonObject::new);
  }

  /** Whole or not at all. A disk that is full must not stop the site: then it is not written. */
  void write(SiteFolder folder) {
    JsonObject json = new JsonObject();
    json.put("process", process);
    json.put("outages", new JsonArray(outages.stream().map(ProblemJson::of).toList()));
    json.put("faults", new JsonArray(faults));
    JsonObject held = new JsonObject();
    holds.forEach((partner, hold) -> held.put(partner, ProblemJson.of(hold)));
    json.put("holds", held);
    json.put("answered", new JsonObject(answered));
    JsonObject steps = new JsonObject();
    slowest.forEach((partner, lines) -> steps.put(partner, new JsonArray(lines)));
    json.put("slowest", steps);
    try {
      OwnerOnly.write(folder.running(), json.toJson());
    } catch (IOException e) {
      LOG.debug("{} is not written", folder.running(), e);
    }
  }
}
