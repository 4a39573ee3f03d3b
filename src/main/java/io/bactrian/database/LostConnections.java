package io.bactrian.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import io.bactrian.database.dialect.Sessions;
import java.sql.SQLException;

/**
 * Marks connections as broken in the pool for SQLSTATEs that are specific to the database; the pool
 * knows only standard ones. The pool does not test recently used connections, and the outbox is
 * polled so often that it would hand out a broken one for ever. Stateless.
 */
public final class LostConnections implements SQLExceptionOverride {
  private final Sessions sessions;

  public LostConnections(Sessions sessions) {
    this.sessions = sessions;
  }

  @java.lang.Override
  public Override adjudicate(SQLException e) {
    return sessions.isLost(e) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
  }
}
