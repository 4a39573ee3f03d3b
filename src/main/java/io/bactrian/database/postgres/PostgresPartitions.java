package io.bactrian.database.postgres;

import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.TriggerFindings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Notices partitions of tracked tables that were attached, detached or dropped: no trigger fires
 * for the rows that come or go with them. {@code install} notes the partitions in the comment of
 * {@code bactrian_stream}, and so confirms them.
 *
 * <p>A partition that was created as one came without rows and is not reported: the row of {@code
 * pg_inherits} has the transaction that created the table, and the command that created it gave
 * columns their parent. Both stay as they are when the table is vacuumed, frozen, analyzed, renamed
 * or given away. Not noticed is a partition that was created and dropped since {@code install}.
 * Stateless.
 */
final class PostgresPartitions {

  /** System columns of a table are described once, when it is created. */
  private static final String PARTITIONS =
      """
      with recursive part(root, parent, relid, x) as (
        select c.oid, i.inhparent, i.inhrelid, i.xmin::text
        from pg_class c join pg_inherits i on i.inhparent = c.oid
        where c.relkind = 'p' and not c.relispartition
        union all
        select p.root, i.inhparent, i.inhrelid, i.xmin::text
        from part p join pg_inherits i on i.inhparent = p.relid)
      select %s, n2.nspname || '.' || c2.relname, p.relid::text, p.x,
        exists (select from pg_attribute a where a.attrelid = p.relid and a.attnum = -6
          and a.xmin::text = p.x
          and not exists (select from pg_attribute u where u.attrelid = p.relid and u.attnum > 0
            having count(*) filter (where u.xmin = a.xmin) > 0
              and count(*) filter (where u.xmin = a.xmin and u.cmin = a.cmin) = 0))
      from part p
        join pg_class c on c.oid = p.root join pg_namespace n on n.oid = c.relnamespace
        join pg_class c2 on c2.oid = p.relid join pg_namespace n2 on n2.oid = c2.relnamespace
      order by 1, 2
      """
          .formatted(PostgresCatalog.TABLE_NAME);

  private static final String PARTITIONED =
      "select %s from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'p'"
          .formatted(PostgresCatalog.TABLE_NAME);

  /**
   * What the ids in the note belong to: a database that was restored from a dump or upgraded has
   * others.
   */
  private static final String CATALOGUE =
      "to_regclass('bactrian_stream')::oid || '/' || current_setting('server_version_num')::int / 10000";

  private static final String NOTED =
      "select %s, obj_description(to_regclass('bactrian_stream'), 'pg_class')".formatted(CATALOGUE);

  /**
   * A partition, at any depth.
   *
   * @param attached transaction that made it a partition
   * @param created whether it was created as a partition
   */
  private record Partition(String name, String id, String attached, boolean created) {
    boolean is(Partition noted, boolean sameCatalogue) {
      return sameCatalogue
          ? id.equals(noted.id) && attached.equals(noted.attached)
          : name.equals(noted.name);
    }
  }

  private PostgresPartitions() {}

  /** Notes the partitions that there are now. */
  static void confirm(Connection connection, Schema schema) throws SQLException {
    Map<String, List<Partition>> found = read(connection);
    List<String> texts = new ArrayList<>();
    found.keySet().retainAll(schema.tables().keySet());
    found.forEach((table, partitions) -> texts.add(text(table, partitions)));
    String sql = "select format('comment on table bactrian_stream is %%L', %s || ?)";
    try (PreparedStatement format = connection.prepareStatement(sql.formatted(CATALOGUE))) {
      format.setString(1, texts.isEmpty() ? "" : " " + RowText.print(texts.toArray(new String[0])));
      try (ResultSet row = format.executeQuery();
          Statement comment = connection.createStatement()) {
        row.next();
        comment.setEscapeProcessing(false);
        comment.execute(row.getString(1));
      }
    }
  }

  /** Reports tracked tables whose partitions are not those that were noted. */
  static void report(Connection connection, Schema schema, TriggerFindings findings)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(NOTED)) {
      row.next();
      String note = row.getString(2);
      int space = note == null ? -1 : note.indexOf(' ');
      if (space < 0) {
        return; // not installed, installed by an earlier version, or no table has partitions
      }
      boolean same = note.substring(0, space).equals(row.getString(1));
      Map<String, List<Partition>> now = read(connection);
      for (String text : RowText.parse(note.substring(space + 1))) {
        String[] parts = text == null ? new String[] {""} : RowText.parse(text); // none noted
        if (schema.table(parts[0]) != null) {
          compare(parts[0], noted(parts), now.getOrDefault(parts[0], List.of()), same, findings);
        }
      }
    }
  }

  private static void compare(
      String table,
      List<Partition> noted,
      List<Partition> now,
      boolean same,
      TriggerFindings findings) {
    List<String> attached =
        now.stream()
            .filter(part -> !part.created() && noted.stream().noneMatch(n -> part.is(n, same)))
            .map(Partition::name)
            .toList();
    List<String> gone =
        noted.stream()
            .filter(n -> now.stream().noneMatch(part -> part.is(n, same)))
            .map(Partition::name)
            .toList();
    if (!attached.isEmpty() || !gone.isEmpty()) {
      findings.partitions(table, attached, gone);
    }
  }

  /** By table, also those without partitions. */
  private static Map<String, List<Partition>> read(Connection connection) throws SQLException {
    Map<String, List<Partition>> found = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(PARTITIONED)) {
        while (row.next()) {
          found.put(row.getString(1), new ArrayList<>());
        }
      }
      try (ResultSet row = statement.executeQuery(PARTITIONS)) {
        while (row.next()) {
          found
              .computeIfAbsent(row.getString(1), none -> new ArrayList<>())
              .add(
                  new Partition(
                      row.getString(2), row.getString(3), row.getString(4), row.getBoolean(5)));
        }
      }
    }
    return found;
  }

  private static String text(String table, List<Partition> partitions) {
    List<String> parts = new ArrayList<>(List.of(table));
    partitions.forEach(part -> parts.add(RowText.print(part.name(), part.id(), part.attached())));
    return RowText.print(parts.toArray(new String[0]));
  }

  private static List<Partition> noted(String[] parts) {
    return Arrays.stream(parts)
        .skip(1)
        .map(RowText::parse)
        .map(part -> new Partition(part[0], part[1], part[2], true))
        .toList();
  }
}
