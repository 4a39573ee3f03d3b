package io.bactrian.decisionfile;

import com.ctc.wstx.exc.WstxEOFException;
import io.bactrian.decide.Decisions;
import io.bactrian.problem.ProblemException;
import io.bactrian.route.Outages;
import io.bactrian.route.Rejects;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamReader;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the route {@code take-decisions}: a decision that a person elsewhere wrote into a
 * file is taken if the person saw the conflict as it still is. Thread-safe.
 */
public final class DecisionSteps {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionSteps.class);

  /** Ends the name of who decided, because only the file says so. */
  private static final String BY_FILE = " (by file)";

  private final Decisions decisions;
  private final ConflictFiles files;

  /**
   * @param files show again what is decided about
   */
  public DecisionSteps(Decisions decisions, ConflictFiles files) {
    this.decisions = decisions;
    this.files = files;
  }

  /**
   * Opens the document in the body, which stays XML that is not read yet.
   *
   * @throws RejectedDecisionException when it is too large or no XML
   */
  public void open(Exchange exchange) throws IOException {
    InputStream document = exchange.getMessage().getBody(InputStream.class);
    exchange.getMessage().setBody(DecisionReader.open(document));
  }

  /**
   * Rejects a document that could not be read: leaves the reason to the inbox, which sets the file
   * aside. The parser's own message is not passed on, because it quotes the document.
   */
  public void notRead(Exchange exchange) {
    Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    RejectedDecisionException rejected =
        causes(failure)
            .filter(RejectedDecisionException.class::isInstance)
            .map(RejectedDecisionException.class::cast)
            .findFirst()
            .orElseGet(
                () ->
                    RejectedDecisionException.because(
                        "it is not a decision as `decision-1.xsd` describes it" + place(exchange),
                        failure,
                        causes(failure).anyMatch(WstxEOFException.class::isInstance)));
    exchange.setProperty(Rejects.REFUSED, rejected);
    exchange.setProperty(Outages.FAILED, true);
  }

  /** How far the document was read. */
  private static String place(Exchange exchange) {
    return exchange.getMessage().getBody() instanceof XMLStreamReader xml
        ? " (line %d)".formatted(xml.getLocation().getLineNumber())
        : "";
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, e -> e != null, Throwable::getCause).limit(20);
  }

  /**
   * Takes the decision in the body.
   *
   * @throws RejectedDecisionException when it can't be taken: its conflict is decided, or its row
   *     has moved on since the person saw it; the conflict is then shown again as it is now
   */
  public void decide(Exchange exchange) {
    DecisionFile file = exchange.getMessage().getBody(DecisionFile.class);
    String by = file.by() + BY_FILE;
    try {
      String done = decisions.decide(file.conflict(), choice(file), file.seen(), by, file.note());
      LOG.info("decision on {} by file: {}", file.conflict(), done);
    } catch (RejectedDecisionException e) {
      throw e;
    } catch (ProblemException e) {
      if (e.problem().mayPass()) {
        throw e;
      }
      throw new RejectedDecisionException(e.problem(), e, false);
    } finally {
      files.showAgain(file.conflict());
    }
  }

  private static List<String> choice(DecisionFile file) {
    return file.choose() != null ? List.of(file.choose()) : Decisions.words(file.values());
  }
}
