package io.bactrian.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import io.bactrian.database.dialect.Sessions;
import java.sql.SQLException;

/**
 * Tells the pool which of the database's own SQLSTATEs mean that a connection is gone for good: it
 * knows only the standard's. It does not test a connection that was used a moment ago, and the
 * outbox is looked at that often, so that a lost one would be handed out for ever. Stateless.
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
