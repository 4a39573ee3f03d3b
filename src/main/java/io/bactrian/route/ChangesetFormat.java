package io.bactrian.route;

import io.bactrian.apply.ItemBatches;
import io.bactrian.changeset.ChangesetReader;
import io.bactrian.changeset.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.support.service.ServiceSupport;

/**
 * A Camel data format for changesets. {@code unmarshal} returns an iterator of batches that reads
 * the document as it is used, so that memory use does not grow with the document. Thread-safe.
 */
public final class ChangesetFormat extends ServiceSupport implements DataFormat {
  private final Limits limits;

  /**
   * @param limits limits of one document
   */
  public ChangesetFormat(Limits limits) {
    this.limits = limits;
  }

  /** Returns {@link ItemBatches} of an uncompressed document; the caller closes the stream. */
  @Override
  public Object unmarshal(Exchange exchange, InputStream xml) {
    return new ItemBatches(new ChangesetReader(xml, limits));
  }

  /**
   * Writes items of the changeset that this exchange builds, as the continuation of the document.
   *
   * @param items a list of {@link io.bactrian.changeset.Item}
   */
  @Override
  public void marshal(Exchange exchange, Object items, OutputStream xml) throws IOException {
    BuildSteps.marshal(exchange, items, xml);
  }
}
