package io.bactrian.door;

import io.bactrian.config.Listen;
import io.vertx.core.http.HttpServerOptions;

/** Options of the HTTP server: version 1 only, with small heads. */
final class DoorOptions {
  private static final int LINE = 2 << 10;
  private static final int HEADERS = 8 << 10;
  private static final int CHUNK = 32 << 10;
  private static final int BACKLOG = 1024;

  private DoorOptions() {}

  static HttpServerOptions of(Listen listen) {
    return new HttpServerOptions()
        .setHost(listen.host())
        .setPort(listen.port())
        .setAcceptBacklog(BACKLOG)
        .setTcpKeepAlive(true)
        .setUseAlpn(false)
        .setHttp2ClearTextEnabled(false)
        .setMaxInitialLineLength(LINE)
        .setMaxHeaderSize(HEADERS)
        .setMaxChunkSize(CHUNK)
        .setCompressionSupported(false)
        .setDecompressionSupported(false)
        .setHandle100ContinueAutomatically(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }
}
