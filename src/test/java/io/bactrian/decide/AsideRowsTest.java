package io.bactrian.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Unsent;
import io.bactrian.exchange.SetAside;
import io.bactrian.exchange.SetAsideStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AsideRowsTest {
  private static SetAside one(String partner, long position, String key, long released) {
    RowLimits needed = new RowLimits(70_000_000, 70_000_040);
    return new SetAside(partner, position, new RowId("page", Key.of(key)), needed, released);
  }

  private static SetAsideStore store(SetAside... all) {
    return new SetAsideStore() {
      @Override
      public Optional<RowLimits> told(String partner) {
        return Optional.empty();
      }

      @Override
      public void tell(String partner, RowLimits limits) {}

      @Override
      public Unsent unsentThere(String partner) {
        return partner.equals("c2") ? new Unsent(3, 70_000_020, 0) : Unsent.NOTHING;
      }

      @Override
      public void tellUnsent(String partner, Unsent there) {}

      @Override
      public List<SetAside> of(String partner) {
        return List.of(all).stream().filter(one -> one.partner().equals(partner)).toList();
      }

      @Override
      public void save(List<SetAside> some) {}

      @Override
      public void drop(Collection<SetAside> some) {}
    };
  }

  @Test
  void a_row_is_listed_once_while_it_is_set_aside_and_only_for_the_partner_that_is_asked_for() {
    SetAsideStore store =
        store(
            one("c1", 4, "1", 0), one("c1", 9, "1", 0), one("c1", 5, "2", 8), one("c2", 4, "1", 0));
    AsideRows rows = new AsideRows(List.of("c1", "c2"), store);
    assertThat(rows.listed(null).map(ListedQuestion::spoke)).containsExactly("c1", "c2", "c2");
    assertThat(rows.listed(null).map(ListedQuestion::id)).doesNotHaveDuplicates();
    assertThat(rows.listed("c2").map(ListedQuestion::reason))
        .anyMatch(why -> why.contains("c2 has 3 rows") && why.contains("is 70000020 here"));
    ListedQuestion listed = rows.listed("c1").findFirst().orElseThrow();
    assertThat(listed.kind()).isEqualTo(QuestionKind.ASIDE);
    assertThat(listed.table()).isEqualTo("page");
    assertThat(listed.key()).isEqualTo("1");
    assertThat(listed.reason())
        .isEqualTo("larger than c1 takes: a value of 70,000,000 characters, a row of 70,000,040");
  }
}
