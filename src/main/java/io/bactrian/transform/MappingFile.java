package io.bactrian.transform;

import io.bactrian.changeset.Schema;
import io.bactrian.config.Faults;
import java.nio.file.Path;

/** Reads {@code transformers/<from>-to-<to>.yaml}; how to write one stands in its README. */
public final class MappingFile {
  private MappingFile() {}

  /**
   * @param target the receiver's tables
   * @param faults takes what is wrong with the file or does not fit the receiver; the mapping must
   *     not be used then. What does not fit the sender shows in {@link MappingCheck}, or at the
   *     first row of the table
   * @return thread-safe
   */
  public static Mapping read(Path file, Schema target, Expressions expressions, Faults faults) {
    MappingRules rules =
        new MappingReader(expressions).read(file, faults).orElse(MappingRules.NONE);
    new PlanCompiler(rules, target, faults).targets();
    return new CompiledMapping(rules, target);
  }

  /** Adds what is wrong with the file itself, whatever tables there are on either side. */
  public static void check(Path file, Expressions expressions, Faults faults) {
    new MappingReader(expressions).read(file, faults);
  }
}
