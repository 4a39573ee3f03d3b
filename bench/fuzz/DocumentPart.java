package fuzz;

import attack.Stage;
import attack.Wire;
import io.bactrian.changeset.Header;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Documents with the right number and hash and other content, from a partner with its token. */
final class DocumentPart implements Part {
  private static final Pattern STATE = Pattern.compile("SQLSTATE \\w{5}");

  private final Stage stage;
  private final Recording recording;
  private final Findings findings;
  private final LogWatch log;
  private final Incoming stream;
  private final Map<String, Integer> answers = new TreeMap<>();
  private int failures;

  DocumentPart(Stage stage, Recording recording, Findings findings, LogWatch log) {
    this.stage = stage;
    this.recording = recording;
    this.findings = findings;
    this.log = log;
    this.stream = new Incoming(stage, "c2");
  }

  @Override
  public String name() {
    return "documents";
  }

  @Override
  public String progress() {
    return "" + answers;
  }

  @Override
  public int step(Random random) throws Exception {
    Header header = stream.next(random.nextInt(20) == 0 ? random.nextInt(100) : 0);
    byte[] xml = document(random, recording, header);
    byte[] gzip = Envelope.plain(xml);
    String headers = "Bactrian-Site: c2\r\nAuthorization: Bearer %s\r\nBactrian-Applied: 0\r\nBactrian-Captured: fuzz/0\r\nBactrian-Wait: 0\r\nContent-Type: application/gzip\r\n".formatted(stage.token("c2"));
    Wire.Answer answer = HeadPart.post(stage, headers, gzip);
    boolean good = answer.status() == 200 || answer.status() == 204;
    boolean taken = good && stream.number() >= header.number();
    answers.merge(answer.outcome() + (good && !taken ? " kept" : ""), 1, Integer::sum);
    if (good && !taken) {
      stream.again();
    } else if (!good && answer.status() != 409 && answer.status() != 429) {
      Matcher state = STATE.matcher(answer.text());
      String words = (state.find() ? state.group() + ": " : "") + answer.text().replaceAll("[#→\\w]*\\d+", "#").replaceAll("`[^`]*`|\"[^\"]*\"", "_");
      // the same again, which an honest partner would do: whether it passes by itself
      Wire.Answer again = HeadPart.post(stage, headers, gzip);
      boolean passes = again.status() == 200 || again.status() == 204;
      findings.add("documents: answered with %s%s: %s".formatted(answer.outcome(), passes ? ", then taken" : " again and again", words.substring(0, Math.min(words.length(), 150))), answer.text(), xml);
      failures++;
      if (failures % 5 == 0) {
        stream.again(); // the same stream has got stuck otherwise
      }
    }
    log.look("documents", xml);
    return 1;
  }

  static byte[] document(Random random, Recording recording, Header header) {
    List<byte[]> documents = recording.documents();
    Mutator mutator = new Mutator(random, documents);
    byte[] xml = Recording.addressed(Recording.owned(mutator.any(), header.source()), header);
    int kind = random.nextInt(10);
    byte[] mutated = kind == 0 ? xml : kind < 8 ? mutator.sound(xml) : mutator.document(xml);
    return kind < 8 ? Recording.addressed(mutated, header) : mutated;
  }
}
