package io.bactrian.transform;

import io.bactrian.changeset.Schema;
import io.bactrian.config.Faults;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads {@code transformers/<from>-to-<to>.yaml}; the README in that folder says how to write one.
 */
public final class MappingFile {
  private MappingFile() {}

  /** The JSON schema of such a file, for editors. */
  public static Map<String, Object> schema() {
    return MappingSchema.file();
  }

  /**
   * @param target the receiver's tables
   * @param faults collects faults of the file and mismatches with the receiver; if there are any,
   *     the mapping must not be used. Mismatches with the sender are found by {@link MappingCheck},
   *     or at the first row of the table
   * @return thread-safe
   */
  public static Mapping read(Path file, Schema target, Expressions expressions, Faults faults) {
    MappingRules rules =
        new MappingReader(expressions).read(file, faults).orElse(MappingRules.NONE);
    new PlanCompiler(rules, target, faults).targets();
    return new CompiledMapping(rules, target);
  }

  /** Adds the faults of the file that show without a schema of either side. */
  public static void check(Path file, Expressions expressions, Faults faults) {
    new MappingReader(expressions).read(file, faults);
  }
}
