package io.bactrian.database;

import io.bactrian.database.dialect.TriggerOptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.h2.api.ErrorCode;

class H2PageWalkTest extends PageWalkContract {
  @Override
  ApplyDatabase open(List<String> tables) throws SQLException {
    return H2Apply.open(TriggerOptions.NONE, tables);
  }

  @Override
  int waiting(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "select count(*) from information_schema.sessions where blocker_id is not null")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException failed) {
      if (failed.getErrorCode() == ErrorCode.GENERAL_ERROR_1) {
        return 0; // a transaction ended while H2 listed it
      }
      throw failed;
    }
  }
}
