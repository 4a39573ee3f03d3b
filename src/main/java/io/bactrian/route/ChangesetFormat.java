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
 * Changesets as a Camel data format. {@code unmarshal} reads nothing yet: it gives batches that are
 * read from the document one at a time, so that memory does not grow with it. Thread-safe.
 */
public final class ChangesetFormat extends ServiceSupport implements DataFormat {
  private final Limits limits;

  /**
   * @param limits of one document
   */
  public ChangesetFormat(Limits limits) {
    this.limits = limits;
  }

  /** {@link ItemBatches} of an uncompressed document; the stream stays the caller's to close. */
  @Override
  public Object unmarshal(Exchange exchange, InputStream xml) {
    return new ItemBatches(new ChangesetReader(xml, limits));
  }

  /**
   * Writes items of the changeset that this exchange builds: the document goes on where the items
   * before them ended.
   *
   * @param items a list of {@link io.bactrian.changeset.Item}
   */
  @Override
  public void marshal(Exchange exchange, Object items, OutputStream xml) throws IOException {
    BuildSteps.marshal(exchange, items, xml);
  }
}
