package io.bactrian.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** The page's own files, from the class path. Nothing a client says chooses what is read. */
final class Assets implements Section {
  private static final Map<String, String> TYPES =
      Map.of(
          "style.css", "text/css; charset=utf-8",
          "page.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  private final Map<String, Buffer> contents = new HashMap<>();

  Assets() {
    TYPES.keySet().forEach(name -> contents.put(name, read(name)));
  }

  private static Buffer read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream("/web/" + name)) {
      if (in == null) {
        throw new IllegalStateException("a file of the web page is not on the class path");
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("a file of the web page can't be read", e);
    }
  }

  @Override
  public void addTo(Router router) {
    contents.forEach(
        (name, content) ->
            router
                .get("/assets/" + name)
                .handler(
                    ctx ->
                        ctx.response()
                            .putHeader("Content-Type", TYPES.get(name))
                            .putHeader("Cache-Control", "public, max-age=300")
                            .end(content)));
  }
}
