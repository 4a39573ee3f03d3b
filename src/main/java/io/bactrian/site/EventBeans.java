package io.bactrian.site;

import io.bactrian.changelog.ConflictNews;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.database.AppliedChangesets;
import io.bactrian.event.EventTelling;
import io.bactrian.event.camel.EventComponent;
import io.bactrian.exchange.Signal;
import io.bactrian.route.Outages;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** What the routes of a site name to tell and to read its events. */
record EventBeans(SiteConfiguration configuration, SiteStores stores, Clock clock) {

  /**
   * Beans and components by name.
   *
   * @param captured raised after entries were added to the changelog
   */
  Map<String, Object> all(Signal captured, Outages outages) {
    return Map.of(
        "events",
        new EventTelling(
            stores.events(),
            new ConflictNews(stores.mongo()),
            new EventTelling.Happened(
                () -> stores.changelog().head().generation(), applied(), captured),
            configuration.events().keep(),
            clock),
        EventComponent.SCHEME,
        new EventComponent(stores.events(), outages));
  }

  private EventTelling.Applied applied() {
    AppliedChangesets applied = new AppliedChangesets(stores.database().pool());
    return new EventTelling.Applied() {
      @Override
      public Map<String, Long> newest() {
        return applied.newest();
      }

      @Override
      public List<Long> after(String partner, long number, int most) {
        return applied.after(partner, number, most);
      }
    };
  }
}
