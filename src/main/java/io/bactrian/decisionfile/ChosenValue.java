package io.bactrian.decisionfile;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlType;

/** A value that is to stand in a column. For one thread. */
@XmlAccessorType(XmlAccessType.NONE)
@XmlType(name = "ChosenValue")
public class ChosenValue extends ValueElement {
  @XmlAttribute(required = true)
  private String column;

  final String column() {
    return column;
  }
}
