package io.bactrian.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintStream;
import java.io.PrintWriter;

/** What the packages may know of each other and of the world. */
@AnalyzeClasses(packages = "io.bactrian", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] STORES = {
    "java.sql..", "javax.sql..", "com.mongodb..", "org.bson.."
  };
  private static final String CAMEL = "org.apache.camel..";
  private static final String[] GROUND_FLOOR = {
    "io.bactrian.changeset..",
    "io.bactrian.conflict..",
    "io.bactrian.destination..",
    "io.bactrian.transform.."
  };

  @ArchTest
  static final ArchRule the_ground_floor_knows_no_store =
      noClasses()
          .that()
          .resideInAnyPackage(GROUND_FLOOR)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(STORES);

  /** Expressions of mappings and destinations are read behind a port. */
  @ArchTest
  static final ArchRule the_ground_floor_knows_no_camel =
      noClasses()
          .that()
          .resideInAnyPackage(GROUND_FLOOR)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CAMEL);

  @ArchTest
  static final ArchRule apply_knows_no_store =
      noClasses()
          .that()
          .resideInAPackage("io.bactrian.apply..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(STORES);

  @ArchTest
  static final ArchRule apply_knows_no_camel =
      noClasses()
          .that()
          .resideInAPackage("io.bactrian.apply..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CAMEL);

  @ArchTest
  static final ArchRule features_form_no_cycle =
      slices().matching("io.bactrian.(*)..").should().beFreeOfCycles();

  /** A kind of database is found by its service file alone, and knows no other. */
  @ArchTest
  static final ArchRule nobody_knows_postgresql =
      onlyItselfKnows("io.bactrian.database.postgres..");

  @ArchTest static final ArchRule nobody_knows_h2 = onlyItselfKnows("io.bactrian.database.h2..");

  private static ArchRule onlyItselfKnows(String kind) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(kind)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(kind);
  }

  @ArchTest
  static final ArchRule a_kind_of_database_is_named_in_its_package_alone =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.bactrian.database.postgres..", "io.bactrian.database.h2..")
          .should()
          .haveSimpleNameStartingWith("Postgres")
          .orShould()
          .haveSimpleNameStartingWith("H2");

  /** But for the embedded changelog, which is made of a part of H2. */
  @ArchTest
  static final ArchRule drivers_are_known_to_their_kind_alone =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.bactrian.database.postgres..",
              "io.bactrian.database.h2..",
              "io.bactrian.changelog..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.postgresql..", "org.h2..");

  @ArchTest
  static final ArchRule kinds_of_databases_and_what_they_share_know_nothing_of_their_users =
      noClasses()
          .that()
          .resideInAnyPackage("io.bactrian.database.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.bactrian.database");

  @ArchTest
  static final ArchRule names_say_what_a_class_is_for =
      noClasses().should().haveNameMatching(".*(Utils?|Manager|Helper|Impl|Common)(\\$.*)?");

  @ArchTest
  static final ArchRule only_the_command_line_exits_or_prints =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.bactrian.cli..")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace");

  /** Two print what no one else has a say in: the script of completion and the demo's story. */
  @ArchTest
  static final ArchRule commands_print_through_the_one_screen_that_escapes =
      noClasses()
          .that()
          .resideInAPackage("io.bactrian.cli..")
          .and()
          .doNotHaveSimpleName("Screen")
          .and()
          .doNotHaveSimpleName("CompletionCommand")
          .and()
          .doNotHaveSimpleName("DemoCommand")
          .should()
          .callMethodWhere(
              target(owner(assignableTo(PrintWriter.class)))
                  .or(target(owner(assignableTo(PrintStream.class))))
                  .and(target(nameMatching("print(ln|f)?|format|append|write"))));
}
