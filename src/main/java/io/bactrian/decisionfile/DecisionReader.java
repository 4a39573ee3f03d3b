package io.bactrian.decisionfile;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.StreamFilter;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Opens the XML of a decision, which anyone may have written: of bounded size, without a document
 * type, so that no entity is expanded and nothing else is read. Stateless.
 */
final class DecisionReader {
  /** Bytes; a decision has at most some values. */
  static final int MOST = 4 << 20;

  private DecisionReader() {}

  /**
   * Reads the document into memory and opens it.
   *
   * @throws RejectedDecisionException when it is too large or does not start like XML
   */
  static XMLStreamReader open(InputStream in) throws IOException {
    byte[] document = in.readNBytes(MOST + 1);
    if (document.length > MOST) {
      throw RejectedDecisionException.because("it is larger than " + MOST + " bytes");
    }
    try {
      XMLInputFactory factory = factory();
      return factory.createFilteredReader(
          factory.createXMLStreamReader(new ByteArrayInputStream(document)), NO_DOCTYPE);
    } catch (XMLStreamException e) {
      throw RejectedDecisionException.because("it does not start like XML", e, false);
    }
  }

  private static final StreamFilter NO_DOCTYPE =
      reader -> {
        if (reader.getEventType() == XMLStreamConstants.DTD) {
          throw RejectedDecisionException.because("it has a document type");
        }
        return true;
      };

  private static XMLInputFactory factory() {
    XMLInputFactory factory = new WstxInputFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, 8);
    factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, 8);
    factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, 1 << 12);
    return factory;
  }
}
