package io.bactrian.folder;

import io.bactrian.exchange.RejectedChangesetException;
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
 * Stands between Camel's consumer of a folder and what a partner has laid there. {@link #look}
 * tells whether there may be a document and sets aside what can't be one; each document is opened
 * without following a link, and moved by what became of it. Thread-safe.
 */
public final class Inbox implements GenericFileFilter<File>, GenericFileProcessStrategy<File> {
  private final Places places;
  private final Arrivals arrivals;

  /**
   * @param settle how long a document that is cut short may stay as it is
   */
  public Inbox(
      String partner, Places places, Duration settle, Outages outages, InstantSource clock) {
    this.places = places;
    this.arrivals = new Arrivals(partner, places, settle, outages, clock);
  }

  /** A document that is being worked on. */
  private record Taken(Entry entry, FileDocument document) {}

  /**
   * Examines the folder, if anything may have changed since it was last done.
   *
   * @return whether there is anything to be read
   * @throws IOException when the folder can't be read, or those for what was read are not ours
   */
  public synchronized boolean look() throws IOException {
    return arrivals.look();
  }

  /**
   * As of the last look: whether there is something to be read, or a document that was cut short is
   * waited for, which ends after a while.
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

  /** Opens it; false leaves it for the next look. */
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

  /** It was worked on: it goes where the outcome belongs, unless it has changed meanwhile. */
  @Override
  public synchronized void commit(
      GenericFileOperations<File> operations,
      GenericFileEndpoint<File> endpoint,
      Exchange exchange,
      GenericFile<File> file)
      throws IOException {
    Entry entry = close(exchange);
    arrivals.over(entry);
    RejectedChangesetException refused =
        exchange.getProperty(Rejects.REFUSED, RejectedChangesetException.class);
    in(entry, folder -> file(folder, entry, refused));
    arrivals.tell();
  }

  private boolean file(OpenFolder folder, Entry entry, RejectedChangesetException refused)
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

  /** Something done where an entry lies. */
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
