package io.bactrian.transform;

import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of a mapping file, not yet checked against a schema.
 *
 * @param file its name in messages
 * @param ignore the sender's tables to leave out, with their line numbers
 * @param identity whether other tables map to the table of the same name
 * @param tables rules by the sender's table names
 * @param base the file that this one extends, already part of the other components; null for none
 */
record MappingRules(
    String file,
    int version,
    String from,
    String to,
    Map<String, Integer> ignore,
    boolean identity,
    Map<String, TableRule> tables,
    MappingRules base) {

  static final MappingRules NONE = new MappingRules("", 0, "", "", Map.of(), false, Map.of(), null);

  String name() {
    return from + "-to-" + to;
  }

  /** A copy that also contains what {@code extended} says and this does not. */
  MappingRules over(MappingRules extended) {
    Map<String, Integer> allIgnored = new LinkedHashMap<>(extended.ignore);
    allIgnored.keySet().removeAll(tables.keySet());
    allIgnored.putAll(ignore);
    Map<String, TableRule> allTables = new LinkedHashMap<>(extended.tables);
    allTables.keySet().removeAll(ignore.keySet());
    allTables.putAll(tables);
    return new MappingRules(file, version, from, to, allIgnored, identity, allTables, extended);
  }

  /** Whether what is said of this table of the sender stands in a file that this one extends. */
  boolean inherits(String table) {
    return base != null
        && (tables.containsKey(table)
            ? tables.get(table) == base.tables.get(table)
            : base.ignore.containsKey(table) && base.ignore.get(table).equals(ignore.get(table)));
  }

  /** The file in which the rule of this table stands. */
  String file(String table) {
    return inherits(table) ? base.file(table) : file;
  }

  /** Adds a fault of the rule of this table, in the file in which it stands. */
  void fault(Faults faults, String table, int line, String message) {
    Fault plain = new Fault(file(table), line, message);
    if (!inherits(table)) {
      faults.add(plain);
    } else if (!faults.contain(plain)) {
      faults.add(
          plain.file(),
          line,
          message
              + " So it is for %s, which extends this file: give the table there, too."
                  .formatted(file));
    }
  }
}
