package io.bactrian.folder;

import io.bactrian.exchange.Manifest;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.Exchange;

/** Writes documents to the folders of their partners. Thread-safe. */
public final class FolderDeliveries {
  private final Map<String, Delivery> deliveries;

  /**
   * @param deliveries by partner
   */
  public FolderDeliveries(Map<String, Delivery> deliveries) {
    this.deliveries = Map.copyOf(deliveries);
  }

  /**
   * Delivers the document of the exchange to the partner that its manifest names.
   *
   * @throws IOException when it can't be written; says what follows
   */
  public void deliver(Exchange exchange) throws IOException {
    Manifest manifest = exchange.getProperty("manifest", Manifest.class);
    deliveries.get(manifest.partner()).deliver(exchange);
  }
}
