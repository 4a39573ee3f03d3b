package io.bactrian.capture.replay;

import java.util.List;

/** Draws changes of the schema of a running system. */
final class Alterations {
  private final Choice choice;
  private final List<Sketch> tables;
  private int added;

  Alterations(Choice choice, List<Sketch> tables) {
    this.choice = choice;
    this.tables = tables;
  }

  Step.Sql any(int session) {
    Sketch table = choice.of(tables);
    Field other = choice.of(table.others);
    String alter = "alter table " + table.sql() + " ";
    return switch (choice.between(0, 10)) {
      case 0 -> ddl(session, "add column", alter + "add " + name() + " int");
      case 1 -> ddl(session, "add column", alter + "add " + name() + " text default 'd'");
      case 2, 3 -> ddl(session, "drop column", alter + "drop " + other.sql() + " cascade");
      case 4 -> ddl(session, "rename column", alter + "rename " + other.sql() + " to " + name());
      case 5 ->
          ddl(
              session,
              "retype column",
              alter + "alter n type " + choice.of("bigint", "numeric(12,2)", "text"));
      case 6 ->
          ddl(
              session,
              "add constraint",
              alter + choice.of("add unique (n)", "add check (n < 9)", "alter grp set not null"));
      case 7 -> ddl(session, "drop constraint", constraints(table));
      default ->
          table.partitioned
              ? partitions(session, table)
              : ddl(session, "replace columns", alter + "drop v, add w text");
    };
  }

  private String name() {
    return Sketch.quoted("ä" + ++added);
  }

  private static Step.Sql ddl(int session, String about, String sql) {
    return new Step.Sql(session, "ddl " + about, sql, null);
  }

  private static String constraints(Sketch table) {
    return "do $$ declare c text; begin for c in select conname from pg_constraint where conrelid = '%s'::regclass and contype in ('f', 'u') loop execute format('alter table %s drop constraint %%I', c); end loop; end $$"
        .formatted(table.sql().replace("'", "''"), table.sql().replace("%", "%%"));
  }

  private Step.Sql partitions(int session, Sketch table) {
    String partition = table.partitions.get(0);
    return switch (choice.between(0, 2)) {
      case 0 ->
          ddl(
              session,
              "detach partition",
              "alter table %s detach partition %s".formatted(table.sql(), partition));
      case 1 -> ddl(session, "drop partition", "drop table " + partition);
      default ->
          ddl(
              session,
              "attach partition",
              "create table %1$s (like %2$s including all); insert into %1$s select * from %2$s where false; alter table %2$s attach partition %1$s default"
                  .formatted(table.sql("_p9"), table.sql()));
    };
  }
}
