package io.bactrian.cli;

import io.bactrian.decide.OpenQuestion;
import io.bactrian.decide.Questions;
import io.bactrian.decide.Seen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Questions as somebody names them on the command line: by the beginning of an id and, where it
 * matters, {@code @} and the version that was shown. Immutable.
 */
record NamedQuestions(List<Name> names) {

  /**
   * @param version null when none is named
   */
  record Name(String id, String version) {
    static Name of(String word) {
      int at = word.lastIndexOf('@');
      return at < 0
          ? new Name(word, null)
          : new Name(word.substring(0, at), word.substring(at + 1));
    }
  }

  static NamedQuestions of(List<String> words) {
    return new NamedQuestions(words.stream().map(Name::of).toList());
  }

  /**
   * Each once, with the version that is named, or else as it is now.
   *
   * @throws io.bactrian.problem.ProblemException when a name is of none that is open, or of several
   */
  List<Seen> find(Questions questions) {
    Map<String, Seen> found = new LinkedHashMap<>();
    for (Name name : names) {
      OpenQuestion one = questions.find(name.id(), false);
      String version = name.version() == null ? one.version() : name.version();
      found.putIfAbsent(one.listed().id(), new Seen(one.listed(), version));
    }
    return List.copyOf(found.values());
  }
}
