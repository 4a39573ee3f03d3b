package io.bactrian.database;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresBusinessRulesTest extends BusinessRulesContract {
  @Override
  ApplyDatabase open() throws SQLException {
    return PostgresApply.open();
  }

  /** The way is how {@code raise exception} goes on after the message. */
  @Override
  void refuse(String way) throws SQLException {
    String using = way.equals("simple") ? "" : " using errcode = '" + way + "'";
    db.run(
        """
        create or replace function closed() returns trigger language plpgsql as $$ begin
          if new."note" = 'late' then raise exception 'the period is closed'%s; end if;
          return new;
        end $$\
        """
            .formatted(using));
    db.run(
        """
        create or replace trigger closed before insert or update on "orders"
        for each row execute function closed()\
        """);
  }

  @Test
  void whatever_class_the_application_chooses_parks() throws SQLException {
    for (String state :
        List.of(
            "P0001", "44000", "45000", "MY001", "BR001", "22000", "23514", "09000", "38000",
            "42501", "0A000", "55000")) {
      parks(state);
    }
  }

  @Test
  void what_asks_for_another_try_is_tried_again() throws SQLException {
    for (String state : List.of("40001", "40P01", "55P03", "57014", "53100")) {
      isTriedAgain(state);
    }
  }

  @Test
  void a_check_at_the_end_of_the_transaction_parks_its_row_too() throws SQLException {
    refuse("simple");
    db.run("drop trigger closed on \"orders\"");
    db.run(
        """
        create constraint trigger closed after insert or update on "orders"
        deferrable initially deferred for each row execute function closed()\
        """);
    parksAsItStands("deferred");
  }
}
