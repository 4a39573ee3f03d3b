package io.bactrian.decide;

import io.bactrian.exchange.SetAside;
import io.bactrian.exchange.SetAsideStore;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** This site's rows that are too large for a partner, for people. Thread-safe. */
public record AsideRows(List<String> partners, SetAsideStore store) {

  /** Each row once, of the selected partners, in the order in which they were set aside. */
  Stream<ListedQuestion> listed(String only) {
    return partners.stream()
        .filter(partner -> only == null || only.equals(partner))
        .flatMap(partner -> firsts(partner).values().stream());
  }

  private Map<String, ListedQuestion> firsts(String partner) {
    Map<String, ListedQuestion> rows = new LinkedHashMap<>();
    for (SetAside one : store.of(partner)) {
      if (one.released() == 0) {
        ListedQuestion listed = listed(one);
        rows.putIfAbsent(listed.id(), listed);
      }
    }
    return rows;
  }

  private static ListedQuestion listed(SetAside one) {
    String id =
        one.partner() + '\n' + one.row().table() + '\n' + one.row().key().text() + "\naside";
    return new ListedQuestion(
        UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString(),
        QuestionKind.ASIDE,
        one.partner(),
        one.row().table(),
        WaitingChanges.text(one.row().key()),
        List.of(),
        "larger than %s takes: a value of %,d characters, a row of %,d"
            .formatted(one.partner(), one.needed().value(), one.needed().row()),
        null,
        0);
  }
}
