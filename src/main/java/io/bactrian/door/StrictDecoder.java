package io.bactrian.door;

import io.netty.handler.codec.http.HttpMessage;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Refuses a request that states the length of its body in two ways. Netty would ignore one of them,
 * as the standard allows; a proxy in front of the hub may have used the other.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {
  private static final String NAME = "httpDecoder";

  private StrictDecoder(HttpServerOptions options) {
    super(options);
  }

  /** Adds one to a connection from which nothing was read yet. */
  static void use(HttpConnection connection, HttpServerOptions options) {
    var pipeline = ((ConnectionBase) connection).channel().pipeline();
    pipeline.replace(NAME, NAME, new StrictDecoder(options));
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("Content-Length and Transfer-Encoding: chunked");
  }
}
