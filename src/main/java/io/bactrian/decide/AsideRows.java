package io.bactrian.decide;

import io.bactrian.changeset.Unsent;
import io.bactrian.exchange.SetAside;
import io.bactrian.exchange.SetAsideStore;
import io.bactrian.exchange.UnsentThere;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Rows that are too large for a partner, or those of a partner for this site, for people.
 * Thread-safe.
 */
public record AsideRows(List<String> partners, SetAsideStore store) {

  /** Each row once, of the selected partners, in the order in which they were set aside. */
  Stream<ListedQuestion> listed(String only) {
    return partners.stream()
        .filter(partner -> only == null || only.equals(partner))
        .flatMap(
            partner -> Stream.concat(firsts(partner).values().stream(), there(partner).stream()));
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

  /** Rows that a partner has for this site, which does not take them; it does not tell which. */
  private Optional<ListedQuestion> there(String partner) {
    Unsent unsent = store.unsentThere(partner);
    return unsent.rows() == 0
        ? Optional.empty()
        : Optional.of(
            new ListedQuestion(
                id(partner + "\nthere"),
                QuestionKind.ASIDE,
                partner,
                "",
                null,
                List.of(),
                new UnsentThere(partner, unsent).rows(),
                null,
                0));
  }

  private static String id(String of) {
    return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static ListedQuestion listed(SetAside one) {
    String id =
        one.partner() + '\n' + one.row().table() + '\n' + one.row().key().text() + "\naside";
    return new ListedQuestion(
        id(id),
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
