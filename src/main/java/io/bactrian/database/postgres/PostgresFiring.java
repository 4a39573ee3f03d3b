package io.bactrian.database.postgres;

/** In which sessions a trigger fires. */
enum PostgresFiring {
  /** In none, or only in those that replicate. */
  NOT,
  /** In all but those that replicate or restore. */
  IN_ORIGIN_ONLY,
  ALWAYS;

  /**
   * SQL for the ordinal that a {@code pg_trigger t} on {@code pg_class c} has at least on each
   * partition: each has a copy of the trigger, with a state of its own.
   */
  static final String OF_TRIGGER =
      """
      (select min(case s.tgenabled when 'A' then 2 when 'O' then 1 else 0 end) from pg_trigger s
        where s.oid = t.oid or s.tgname = t.tgname and s.tgtype = t.tgtype
          and c.relkind = 'p' and s.tgrelid in (select relid from pg_partition_tree(c.oid)))""";
}
