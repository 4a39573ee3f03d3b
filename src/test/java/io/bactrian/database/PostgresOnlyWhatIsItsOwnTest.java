package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;

class PostgresOnlyWhatIsItsOwnTest extends OnlyWhatIsItsOwnContract {
  @Override
  ApplyDatabase open() throws SQLException {
    return new ApplyDatabase(TestDatabase.postgres(), TriggerOptions.NONE, OFFICE);
  }

  @Override
  void moving() throws SQLException {
    hub.run(
        """
        create function moves() returns trigger language plpgsql as $$
        begin
          if new."what" = 'lost' then new."site" := 'c1'; end if;
          return new;
        end $$""");
    hub.run(
        "create trigger a_move before insert or update on \"parcel\" for each row execute function moves()");
  }
}
