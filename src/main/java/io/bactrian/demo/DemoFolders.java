package io.bactrian.demo;

import io.bactrian.file.OwnerOnly;
import io.bactrian.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The site folders of the demo, made from what is on the class path: {@code hq}, {@code c1} and
 * {@code c2} beside each other, and {@code drop} for the files between hq and c2. Stateless.
 */
public final class DemoFolders {
  /** The port in the shipped properties. */
  static final int PORT = 8471;

  private static final List<String> MAPPINGS =
      List.of("transformers/hq-to-shop.yaml", "transformers/shop-to-hq.yaml");

  private DemoFolders() {}

  /**
   * Writes the folders.
   *
   * @param dir made when missing; must not hold sites yet
   * @param port where head office listens on loopback
   * @throws io.bactrian.problem.ProblemException when there is a site already
   */
  public static void write(Path dir, int port) {
    for (String site : List.of("hq", "c1", "c2")) {
      if (Files.exists(dir.resolve(site))) {
        throw Problem.of(
                "Demo not started: %s exists already, and the demo begins with empty sites.",
                dir.resolve(site))
            .follows("Nothing was changed.")
            .toDo("Name another folder with --dir, or remove that one.")
            .exception();
      }
    }
    try {
      site(dir, "hq", "hq", port);
      site(dir, "c1", "shop", port);
      site(dir, "c2", "shop", port);
      copy("conflict-rules/hq.yaml", dir.resolve("hq/conflict-rules/hq.yaml"));
      Files.createDirectories(dir.resolve("drop/hq-to-c2"));
      Files.createDirectories(dir.resolve("drop/c2-to-hq"));
    } catch (IOException e) {
      throw Problem.of("Demo not started: can't write to %s: %s.", dir, e.getMessage())
          .exception(e);
    }
  }

  private static void site(Path dir, String site, String system, int port) throws IOException {
    Path folder = dir.resolve(site);
    String properties =
        resource(site + "/application.properties")
            .replace("127.0.0.1:" + PORT, "127.0.0.1:" + port);
    OwnerOnly.folder(folder);
    OwnerOnly.write(folder.resolve("application.properties"), properties);
    copy(system + "/schema.sql", folder.resolve("schema.sql"));
    copy(system + "/tables.yaml", folder.resolve("tables.yaml"));
    for (String mapping : MAPPINGS) {
      copy(mapping, folder.resolve(mapping));
    }
  }

  private static void copy(String resource, Path file) throws IOException {
    OwnerOnly.folder(file.getParent());
    OwnerOnly.write(file, resource(resource));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = DemoFolders.class.getResourceAsStream("/demo/" + name)) {
      if (in == null) {
        throw new IOException("/demo/" + name + " is missing on the class path: build again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
