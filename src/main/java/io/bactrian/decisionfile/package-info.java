/**
 * Conflicts and decisions as small XML documents, for people without a network to the hub: {@code
 * decision-1.xsd} describes both. JAXB reads and writes them; changesets are StAX.
 */
@XmlSchema(namespace = DecisionFile.NAMESPACE, elementFormDefault = XmlNsForm.QUALIFIED)
package io.bactrian.decisionfile;

import jakarta.xml.bind.annotation.XmlNsForm;
import jakarta.xml.bind.annotation.XmlSchema;
