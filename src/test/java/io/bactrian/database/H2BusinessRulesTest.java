package io.bactrian.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.h2.api.Trigger;
import org.junit.jupiter.api.Test;

class H2BusinessRulesTest extends BusinessRulesContract {
  private static final String MESSAGE = "the period is closed";

  private static final Map<String, Class<? extends Trigger>> WAYS =
      Map.of("simple", Plain.class, "state", Stated.class, "program", Program.class);

  @Override
  ApplyDatabase open() throws SQLException {
    return H2Apply.open();
  }

  @Override
  void refuse(String way) throws SQLException {
    db.run("drop trigger if exists closed");
    db.run(
        "create trigger closed before insert on \"orders\" for each row call '%s'"
            .formatted(WAYS.get(way).getName()));
  }

  @Test
  void an_exception_of_the_program_in_a_trigger_parks() throws SQLException {
    parks("program");
  }

  @Test
  void whatever_class_the_application_chooses_parks() throws SQLException {
    parks("state");
  }

  /** Throws without a SQLSTATE, as most do. */
  public static final class Plain implements Trigger {
    @Override
    public void fire(Connection connection, Object[] old, Object[] now) throws SQLException {
      if ("late".equals(now[2])) {
        throw new SQLException(MESSAGE);
      }
    }
  }

  public static final class Stated implements Trigger {
    @Override
    public void fire(Connection connection, Object[] old, Object[] now) throws SQLException {
      if ("late".equals(now[2])) {
        throw new SQLException(MESSAGE, "MY001");
      }
    }
  }

  public static final class Program implements Trigger {
    @Override
    public void fire(Connection connection, Object[] old, Object[] now) {
      if ("late".equals(now[2])) {
        throw new IllegalStateException(MESSAGE);
      }
    }
  }
}
