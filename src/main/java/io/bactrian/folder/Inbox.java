package io.bactrian.folder;

import io.bactrian.exchange.RejectedDocumentException;
import io.bactrian.route.Outages;
import io.bactrian.route.Rejects;
import java.io.File;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.component.file.GenericFileProcessStrategy;

/**
 * Protects Camel's file consumer from what a partner puts into a folder. {@link #look} returns
 * whether there may be a document, and sets aside files that can't be one. Opens each document
 * without following a link, and moves it afterwards by the outcome. Thread-safe.
 */
public final class Inbox implements GenericFileFilter<File>, GenericFileProcessStrategy<File> {
  private final Places places;
  private final Arrivals arrivals;

  /**
   * @param settle how long an incomplete document may stay unchanged
   */
  public Inbox(
      String partner, Places places, Duration settle, Outages outages, InstantSource clock) {
    this.places = places;
    this.arrivals = new Arrivals(partner, places, settle, outages, clock);
  }

  /** A document that is being processed. */
  private record Taken(Entry entry, FileDocument document) {}

  /**
   * Searches the folder if it may have changed since the last search.
   *
   * @return whether there is anything to be read
   * @throws IOException when the folder can't be read, or those for what was read are not ours
   */
  public synchronized boolean look() throws IOException {
    return arrivals.look();
  }

  /**
   * Whether, at the last look, there was a document to read, or an incomplete one that may still
   * grow (for a limited time).
   */
  public synchronized boolean busy() {
    return arrivals.busy();
  }

  /** Camel asks for each name that it finds. */
  @Override
  public synchronized boolean accept(GenericFile<File> file) {
    return file.isDirectory()
        ? arrivals.cover(Path.of(file.getRelativeFilePath()))
        : arrivals.ready(file.getRelativeFilePath()) != null;
  }

  @Override
  public void prepareOnStartup(
      GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {
    // nothing is left from before
  }

  /** Opens it; if false, it is tried again at the next look. */
  @Override
  public synchronized boolean begin(
      GenericFileOperations<File> operations,
      GenericFileEndpoint<File> endpoint,
      Exchange exchange,
      GenericFile<File> file) {
    Entry entry = arrivals.ready(file.getRelativeFilePath());
    return entry != null && in(entry, folder -> open(folder, entry, exchange));
  }

  private boolean open(OpenFolder folder, Entry entry, Exchange exchange) throws IOException {
    Path name = entry.at().getFileName();
    Entry now = Entry.of(entry.at(), folder.attributes(name));
    if (now.kind() != Entry.Kind.DOCUMENT) {
      arrivals.over(entry);
      return false;
    }
    try {
      FileDocument document = new FileDocument(folder.read(name));
      exchange.getMessage().setBody(document);
      exchange.setProperty(Rejects.FILE, new Taken(now, document));
      return true;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      arrivals.over(entry);
      arrivals.unreadable(folder, now, e);
      return false;
    }
  }

  @Override
  public void abort(
      GenericFileOperations<File> operations,
      GenericFileEndpoint<File> endpoint,
      Exchange exchange,
      GenericFile<File> file)
      throws IOException {
    close(exchange);
  }

  /** It stays where it is. */
  @Override
  public void rollback(
      GenericFileOperations<File> operations,
      GenericFileEndpoint<File> endpoint,
      Exchange exchange,
      GenericFile<File> file)
      throws IOException {
    close(exchange);
  }

  /** Moves it by the outcome after it was processed, unless it has changed meanwhile. */
  @Override
  public synchronized void commit(
      GenericFileOperations<File> operations,
      GenericFileEndpoint<File> endpoint,
      Exchange exchange,
      GenericFile<File> file)
      throws IOException {
    Entry entry = close(exchange);
    arrivals.over(entry);
    RejectedDocumentException refused =
        exchange.getProperty(Rejects.REFUSED, RejectedDocumentException.class);
    in(entry, folder -> file(folder, entry, refused));
    arrivals.report();
  }

  private boolean file(OpenFolder folder, Entry entry, RejectedDocumentException refused)
      throws IOException {
    Stamp now = Stamp.of(folder.attributes(entry.at().getFileName()));
    if (!now.equals(entry.stamp())) {
      arrivals.changed(entry, now);
    } else if (refused == null) {
      arrivals.done(folder, entry);
    } else if (refused.isCutShort()) {
      arrivals.cutShort(folder, entry, refused.getMessage());
    } else {
      arrivals.setAside(folder, entry, refused.getMessage());
    }
    return true;
  }

  private static Entry close(Exchange exchange) throws IOException {
    Taken taken = exchange.getProperty(Rejects.FILE, Taken.class);
    if (taken == null) {
      return null;
    }
    taken.document().close();
    return taken.entry();
  }

  /** An action in the folder of an entry. */
  @FunctionalInterface
  private interface Step {
    boolean in(OpenFolder folder) throws IOException;
  }

  private boolean in(Entry entry, Step step) {
    try (OpenFolder folder = places.walk().folderOf(entry)) {
      return step.in(folder);
    } catch (NoSuchFileException e) {
      arrivals.over(entry); // it is gone, and needs nothing done
    } catch (IOException e) {
      arrivals.over(entry);
      arrivals.failed(entry, e);
    }
    return false;
  }
}
