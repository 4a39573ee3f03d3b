package fuzz;

import attack.Attack;
import attack.Stage;
import attack.Wire;
import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.ChangesetReader;
import io.bactrian.changeset.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** One input again, as the part sends it that found something with it. */
record Replay(Stage stage) {

  void of(String part, Path file) throws Exception {
    byte[] input = Files.readAllBytes(file);
    long read = stage.hub.log().length();
    switch (part) {
      case "reader" -> reader(input);
      case "heads" -> {
        String text = new String(input, StandardCharsets.ISO_8859_1).replaceAll("Bearer [\\w-]{43}", "Bearer " + stage.token("c2"));
        answered(Wire.exchange(stage.port(), text.getBytes(StandardCharsets.ISO_8859_1), out -> {}, 30));
      }
      case "documents" -> {
        byte[] xml = Recording.addressed(input, new Incoming(stage, "c2").next(0));
        String headers = "Bactrian-Site: c2\r\nAuthorization: Bearer " + stage.token("c2") + "\r\nBactrian-Applied: 0\r\nBactrian-Captured: fuzz/0\r\nBactrian-Wait: 0\r\n";
        for (int i = 0; i < 2; i++) {
          answered(HeadPart.post(stage, headers, Envelope.plain(xml)));
        }
      }
      default -> {
        Path put = stage.hub.folder().resolve("from-f1/new/f1-hq-1-000000000001.xml.gz");
        Files.write(put, input);
        boolean gone = Stage.within(() -> !Files.exists(put), 60);
        Attack.say(gone ? "taken away" : "lies there still");
      }
    }
    Thread.sleep(1_000);
    Attack.say("the hub's log:\n%s", stage.hub.log().substring((int) read));
  }

  private static void answered(Wire.Answer answer) {
    Attack.say("answered with %s: %s\n%s", answer.outcome(), answer.text(), answer.head());
  }

  private void reader(byte[] input) throws IOException {
    boolean gzip = input.length > 2 && input[0] == 0x1f && input[1] == (byte) 0x8b;
    if (gzip) {
      Attack.say("%s", ChangesetFile.receive(new ByteArrayInputStream(input), stage.folder().resolve("arriving"), Limits.DEFAULT));
      return;
    }
    try (ChangesetReader reader = new ChangesetReader(new ByteArrayInputStream(input), Limits.DEFAULT)) {
      int items = 0;
      while (reader.hasNext()) {
        reader.next();
        items++;
      }
      Attack.say("%d items", items);
    }
  }
}
