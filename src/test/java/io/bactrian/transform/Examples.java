package io.bactrian.transform;

import io.bactrian.changeset.Schema;
import io.bactrian.config.Faults;
import io.bactrian.expression.SimpleExpressions;
import java.nio.file.Path;

/** The files that the documentation shows. */
public final class Examples {
  public static final SimpleExpressions EXPRESSIONS = new SimpleExpressions();

  private Examples() {}

  public static Path file(String name) {
    return Path.of("src/test/resources/examples").resolve(name);
  }

  public static Schema schema(String system) {
    Faults faults = new Faults();
    Schema schema = SchemaFile.read(file("schemas/" + system + ".yaml"), faults);
    faults.throwIfAny();
    return schema;
  }
}
