package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Trigger;

class H2OnlyWhatIsItsOwnTest extends OnlyWhatIsItsOwnContract {
  @Override
  ApplyDatabase open() throws SQLException {
    return H2Apply.open(TriggerOptions.NONE, OFFICE);
  }

  @Override
  void moving() throws SQLException {
    hub.run(
        "create trigger \"a_move\" before insert, update on \"parcel\" for each row call \"%s\""
            .formatted(Moves.class.getName()));
  }

  public static final class Moves implements Trigger {
    @Override
    public void fire(Connection connection, Object[] before, Object[] after) {
      if (after != null && "lost".equals(after[2])) {
        after[1] = "c1";
      }
    }
  }
}
