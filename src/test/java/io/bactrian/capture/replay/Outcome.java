package io.bactrian.capture.replay;

import java.util.List;

/**
 * What became of a history.
 *
 * @param fault null when the log says what the tables say
 * @param refused why the product refuses the schema; null when it does not
 * @param told what happened, with the log, for a person
 */
record Outcome(
    FaultException fault,
    String refused,
    int transactions,
    int entries,
    int waits,
    List<String> told) {}
