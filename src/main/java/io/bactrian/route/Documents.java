package io.bactrian.route;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import org.apache.camel.Exchange;

/** Changesets as bodies of messages. */
final class Documents {
  static final String TYPE = "application/gzip";

  private Documents() {}

  /** Says in property {@code arrived} whether the body holds a document. */
  static void arrived(Exchange exchange) throws IOException {
    if (exchange.getMessage().getBody() instanceof File file) {
      exchange.setProperty("arrived", file.length() > 0);
      return;
    }
    InputStream body = exchange.getMessage().getBody(InputStream.class);
    PushbackInputStream content = body == null ? null : new PushbackInputStream(body);
    int first = content == null ? -1 : content.read();
    if (first >= 0) {
      content.unread(first);
      exchange.getMessage().setBody(content);
    }
    exchange.setProperty("arrived", first >= 0);
  }
}
