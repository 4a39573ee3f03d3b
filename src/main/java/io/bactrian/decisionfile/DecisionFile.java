package io.bactrian.decisionfile;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a person decided about one conflict, as a document. For one thread. */
@XmlRootElement(name = "decision")
@XmlAccessorType(XmlAccessType.NONE)
@XmlType(name = "Decision")
public class DecisionFile {
  static final String NAMESPACE = "urn:bactrian:decision:1";

  /** The version of the conflict that the person saw. */
  @XmlAttribute(required = true)
  private String seen;

  @XmlAttribute(required = true)
  private String conflict;

  @XmlAttribute(required = true)
  private String by;

  @XmlElement private String choose;

  @XmlElement(name = "value")
  private List<ChosenValue> values = new ArrayList<>();

  @XmlElement private String note;

  String conflict() {
    return conflict;
  }

  String seen() {
    return seen;
  }

  String by() {
    return by;
  }

  /** {@code ours} or {@code theirs}; null when there are values. */
  String choose() {
    return choose;
  }

  /** Null when there is none. */
  String note() {
    return note;
  }

  /**
   * Values by column, NULL as null.
   *
   * @throws RejectedDecisionException when one is faulty or a column is named twice
   */
  Map<String, String> values() {
    Map<String, String> chosen = new LinkedHashMap<>();
    for (ChosenValue value : values) {
      String text = value.value();
      if (chosen.containsKey(value.column())) {
        throw RejectedDecisionException.because("a column is named twice");
      }
      chosen.put(value.column(), text);
    }
    return chosen;
  }
}
