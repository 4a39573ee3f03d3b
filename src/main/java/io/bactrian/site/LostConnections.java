package io.bactrian.site;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Tells the pool which of H2's own SQLSTATEs mean that a connection is gone for good: it knows only
 * the standard's. It does not test a connection that was used a moment ago, and the outbox is
 * looked at that often, so that a lost one would be handed out for ever. Stateless.
 */
final class LostConnections implements SQLExceptionOverride {
  /** Connection broken, database closed, database closing. */
  private static final Set<String> LOST = Set.of("90067", "90098", "90121");

  @java.lang.Override
  public Override adjudicate(SQLException e) {
    return LOST.contains(e.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
  }
}
