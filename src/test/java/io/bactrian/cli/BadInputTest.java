package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.site.SiteLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator gets wrong, at the command line, against a real database. */
class BadInputTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final String url =
      "jdbc:h2:mem:" + UUID.randomUUID() + ";DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1";
  private Connection keeper;
  private Path site;

  @BeforeEach
  void database(@TempDir Path dir) throws SQLException {
    keeper = DriverManager.getConnection(url, "sa", "");
    sql("create table item (sku varchar(20) primary key, price int, note varchar(40))");
    sql("create table noted (text varchar(20))");
    site = dir.resolve("hq");
  }

  @AfterEach
  void close() throws SQLException {
    sql("shutdown");
    keeper.close();
  }

  private void sql(String sql) throws SQLException {
    try (var statement = keeper.createStatement()) {
      statement.execute(sql);
    }
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine(Map.of())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private int init(String... more) {
    List<String> words = new ArrayList<>(List.of("init", "--site", site.toString()));
    words.addAll(List.of("--id", "hq", "--role", "hub", "--system", "shop", "--user", "sa"));
    words.addAll(List.of("--database", url, "--partner", "c1=file:out"));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  private void installed() {
    assertThat(init()).isZero();
    assertThat(run("install", "--site", site.toString())).isZero();
  }

  private int at(String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--site", site.toString()));
    return run(words.toArray(String[]::new));
  }

  private void append(String file, String text) throws IOException {
    Path path = site.resolve(file);
    Files.writeString(path, Files.readString(path) + text);
  }

  @ParameterizedTest
  @CsvSource({
    "--id, bad id, is not an id",
    "--system, ../x, is not a name of a system",
    "--partner, =x, is not an id of a partner",
    "--database, jdbc:nosuch:x?password=geheim, No suitable driver",
    "--database, jdbc:postgresql://127.0.0.1:1/x?password=geheim, refused",
    "--password-env, BACTRIAN_NO_SUCH_VARIABLE, which is not set"
  })
  void a_wrong_option_of_init_leaves_no_folder(String option, String value, String message) {
    assertThat(initWith(option, value)).isEqualTo(message.equals("refused") ? 5 : 1);
    assertThat(err.toString()).contains(message).doesNotContain("geheim", "Exception", "    at ");
    assertThat(site).doesNotExist();
  }

  private int initWith(String option, String value) {
    Map<String, String> options =
        new LinkedHashMap<>(
            Map.of(
                "--site",
                site.toString(),
                "--id",
                "hq",
                "--role",
                "hub",
                "--system",
                "a",
                "--database",
                url,
                "--partner",
                "c1=file:out"));
    options.put(option, value);
    List<String> words = new ArrayList<>(List.of("init"));
    options.forEach((name, text) -> words.addAll(List.of(name, text)));
    return run(words.toArray(String[]::new));
  }

  @Test
  void init_does_not_take_the_folder_of_another_site() throws IOException {
    assertThat(init()).isZero();
    assertThat(init()).isZero();
    assertThat(out.toString()).contains("kept as it is").doesNotContain("wrote");
    String settings = Files.readString(site.resolve("application.properties"));
    assertThat(
            run(
                "init",
                "--site",
                site.toString(),
                "--id",
                "other",
                "--role",
                "hub",
                "--system",
                "shop",
                "--database",
                url,
                "--partner",
                "c1=file:out"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("it is site hq", "Nothing was written");
    assertThat(site.resolve("application.properties")).hasContent(settings);
  }

  @Test
  void a_role_that_is_none_is_a_fault_of_the_command_line() {
    assertThat(run("init", "--role", "boss", "--id", "a", "--system", "b", "--database", url))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--role", "HUB, SPOKE").doesNotContain("Exception");
  }

  @ParameterizedTest
  @CsvSource({"check, 3", "run, 1", "sync, 1"})
  void faults_of_all_files_are_told_at_once(String command, int code) throws IOException {
    installed();
    append("tables.yaml", "  absent: {destination: all}\n");
    append("conflict-rules/shop.yaml", "  unheard: {rule: hub}\n");
    append("transformers/shop-to-shop.yaml", "foo: bar\n");
    assertThat(at(command)).isEqualTo(code);
    assertThat(out + "" + err)
        .contains("`absent` is not in the database", "unheard", "foo")
        .doesNotContain("Exception", "    at ");
  }

  @Test
  void a_faulty_file_of_tables_hides_no_other_fault() throws IOException {
    installed();
    append("tables.yaml", "  item2: {destnation: all}\n");
    append("conflict-rules/shop.yaml", "  unheard: {rule: hub}\n");
    Files.delete(site.resolve("transformers/shop-to-shop.yaml"));
    assertThat(at("check")).isEqualTo(3);
    assertThat(out.toString())
        .contains("destnation", "unheard", "shop-to-shop.yaml: does not exist");
  }

  @ParameterizedTest
  @CsvSource({"run", "sync"})
  void without_side_tables_nothing_starts_and_install_is_named(String command) {
    assertThat(init()).isZero();
    assertThat(at(command)).isEqualTo(1);
    assertThat(err.toString())
        .contains("is not installed", "Run `bactrian install`", "not started")
        .doesNotContain("Exception");
  }

  @ParameterizedTest
  @CsvSource({"status", "'conflicts,list'", "changelog"})
  void without_side_tables_looking_says_so(String command) {
    assertThat(init()).isZero();
    assertThat(at(command.split(","))).isEqualTo(1);
    assertThat(err.toString())
        .contains("Run `bactrian install")
        .doesNotContain("Exception", "    at ");
  }

  @Test
  void a_table_that_changed_since_install_is_told_before_it_runs() throws SQLException {
    installed();
    sql("alter table item add column colour varchar(10)");
    assertThat(at("run")).isEqualTo(1);
    assertThat(err.toString()).contains("`item`", "Run `bactrian install`");
  }

  @Test
  void a_table_to_load_that_is_none_is_told_with_the_one_that_was_meant() {
    installed();
    assertThat(at("load", "c1", "--table", "itms")).isEqualTo(1);
    assertThat(err.toString())
        .contains("Unknown table `itms`, nearest known: `item`", "Nothing was sent", "item")
        .doesNotContain("    at ");
    assertThat(at("load", "c1", "--table", "item", "--restart")).isEqualTo(1);
    assertThat(err.toString()).contains("rows of all tables", "without --table");
    assertThat(at("load", "c1", "--table", "item", "--yes")).isZero();
    assertThat(out.toString()).contains("the rows of item for c1 are in the outbox");
  }

  @Test
  void a_table_without_key_is_told() throws IOException {
    installed();
    append("tables.yaml", "  noted: {destination: all}\n");
    assertThat(at("check")).isEqualTo(3);
    assertThat(out.toString()).contains("Table `noted` has no primary key");
    assertThat(at("install")).isEqualTo(1);
    assertThat(err.toString())
        .contains("Table `noted` has no primary key")
        .doesNotContain("    at ");
  }

  @Test
  void an_excluded_column_is_known_to_check() throws IOException {
    assertThat(init()).isZero();
    Files.writeString(
        site.resolve("tables.yaml"), "tables:\n  item: {destination: all, exclude: [note]}\n");
    assertThat(at("install")).isZero();
    assertThat(at("check")).isZero();
    assertThat(out.toString()).contains("check: faults: 0");
  }

  @Test
  void a_missing_shape_of_the_other_side_is_asked_for() {
    assertThat(
            run(
                "init",
                "--site",
                site.toString(),
                "--id",
                "hq",
                "--role",
                "hub",
                "--system",
                "shop",
                "--user",
                "sa",
                "--database",
                url,
                "--partner",
                "c1:till=file:out"))
        .isZero();
    assertThat(at("install")).isZero();
    assertThat(at("run")).isEqualTo(1);
    assertThat(err.toString()).contains("schemas/till.yaml: does not exist", "copy it here");
  }

  @Test
  void a_second_runner_is_told_who_works_there() {
    installed();
    try (SiteLock lock = SiteLock.take(site, "process 7 of somebody")) {
      assertThat(at("run")).isEqualTo(4);
      assertThat(err.toString()).contains("in use by process 7 of somebody");
      assertThat(at("status")).isZero();
      assertThat(at("conflicts", "list")).isZero();
    }
  }

  @Test
  void what_is_not_open_can_not_be_decided() {
    installed();
    assertThat(at("conflicts", "resolve", "nonsense", "ours")).isEqualTo(1);
    assertThat(err.toString()).contains("`nonsense`").doesNotContain("Exception");
  }

  @Test
  void conflicts_are_purged_only_by_who_says_so_and_names_a_day_and_a_partner() {
    installed();
    String[] purge = {"conflicts", "purge", "--before", "2026-01-31"};
    assertThat(at(purge)).isNotZero();
    assertThat(err.toString()).contains("lost: 0; this can't be undone", "say --yes");
    assertThat(at("conflicts", "purge", "--before", "soon")).isNotZero();
    assertThat(at("conflicts", "purge", "--before", "2026-01-31", "--partner", "c9")).isNotZero();
    assertThat(err.toString()).contains("`c9` is no partner");
    assertThat(at("conflicts", "purge", "--before", "2026-01-31", "--yes")).isZero();
    assertThat(out.toString()).contains("Conflicts purged: 0.");
  }
}
