package io.bactrian.decisionfile;

import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Questions;
import io.bactrian.folder.DocumentFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/**
 * The steps of the route {@code write-conflicts}: a file for each open conflict and parked change,
 * and none for what is decided. Thread-safe; the route runs one look at a time.
 */
public final class ConflictFiles {
  private static final String SUFFIX = ".xml";

  /** Most files written at one look. */
  private static final int AT_ONCE = 500;

  private final String hub;
  private final Questions questions;
  private final Path carried;
  private final DocumentFolder folder;

  /** Ids of those whose file may show what is no longer so. */
  private final Set<String> stale = ConcurrentHashMap.newKeySet();

  /**
   * @param hub id of this site
   * @param carried folder with the folders of conflicts and decisions; absent while its disk is
   */
  public ConflictFiles(String hub, Questions questions, Path carried) {
    this.hub = hub;
    this.questions = questions;
    this.carried = carried;
    folder = new DocumentFolder(carried.resolve("conflicts"));
  }

  /** Writes the file of this one anew at the next look, if it is open then. */
  void showAgain(String id) {
    stale.add(id);
  }

  /**
   * Deletes the files of what is decided, and returns documents for what has no file or one that
   * may be out of date; at most {@value #AT_ONCE}, the rest at the next look.
   */
  public List<ConflictFile> missing() throws IOException {
    if (!Files.isDirectory(carried)) {
      return List.of();
    }
    Set<String> there = folder.names();
    Set<String> decided = new HashSet<>(there);
    List<ListedQuestion> missing = new ArrayList<>();
    Set<String> asked = Set.copyOf(stale); // what comes meanwhile is for the next look
    Set<String> closed = new HashSet<>(asked);
    questions.each(
        question -> {
          String name = question.id() + SUFFIX;
          decided.remove(name);
          boolean show = asked.contains(question.id());
          closed.remove(question.id());
          if (question.kind() == QuestionKind.HELD || there.contains(name) && !show) {
            return;
          }
          if (missing.size() < AT_ONCE) {
            missing.add(question);
          }
        });
    decided.removeIf(name -> !name.endsWith(SUFFIX));
    folder.delete(decided);
    stale.removeAll(closed);
    List<ConflictFile> files = new ArrayList<>();
    for (OpenQuestion question : questions.whole(missing)) {
      files.add(ConflictFile.of(hub, question));
    }
    return files;
  }

  /** Sets the name of the document in the body. */
  public void name(Exchange exchange) {
    ConflictFile file = exchange.getMessage().getBody(ConflictFile.class);
    exchange.setProperty("conflict", file.id());
    exchange.getMessage().setHeader(Exchange.FILE_NAME, file.id() + SUFFIX);
  }

  /** Writes the document in the body under its name. */
  public void write(Exchange exchange) throws IOException {
    String name = exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class);
    try (InputStream document = exchange.getMessage().getBody(InputStream.class)) {
      folder.write(name, document);
    }
    stale.remove(exchange.getProperty("conflict", String.class));
  }
}
