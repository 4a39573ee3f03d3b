package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.exchange.Incoming;
import io.bactrian.monitor.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What comes too early is kept within bounds; more is not lost, and others go on. */
class EarlyLimitTest extends PartnerLimitsFixture {
  @Test
  void what_comes_too_early_is_kept_up_to_a_limit_and_more_stays_where_it_is() throws Exception {
    start("limit.early-changesets = 2\n");
    for (int row = 1; row <= 5; row++) {
      c2.sql("insert into product values (%d, 'pen', 100, 1)".formatted(row));
      c2.exchange();
    }
    List<Path> files = sites.files("to-hq/new");
    assertThat(files).hasSize(5);
    Path lost = dir.resolve("lost.xml.gz");
    Files.move(files.get(0), lost);
    assertThat(hq.exchange())
        .anySatisfy(
            said ->
                assertThat(said)
                    .contains("is not taken", "limit.early-changesets = 2", "nothing is lost"));
    assertThat(sites.files("to-hq/new")).containsAll(files.subList(3, 5));
    assertThat(stream(1).gaps()).isEqualTo(2);
    assertThat(usage(1, "limit.early-changesets")).matches(Usage::near);
    assertThat(usage(1, "limit.early-size").used()).isPositive();
    goesOn(c1, 50);
    hq.stop().start();
    hq.exchange();
    assertThat(stream(1).gaps()).isEqualTo(2);
    Files.move(lost, files.get(0));
    for (int tries = 0; tries < 100 && !sites.files("to-hq/new").isEmpty(); tries++) {
      hq.site().problems().outages().retryNow();
      hq.exchange();
    }
    assertThat(hq.rows("select id from article where id < 50 order by id"))
        .containsExactly("1", "2", "3", "4", "5");
    assertThat(stream(1).gaps()).isZero();
  }

  @Test
  void over_http_what_is_too_early_and_too_much_is_refused_with_the_reason_and_read_no_further()
      throws Exception {
    start("limit.early-size = 600 B\n");
    for (int number = 5; number < 7; number++) {
      post(Files.readAllBytes(Documents.changeset(dir, "c1", "hq", number)));
    }
    byte[] large = Files.readAllBytes(large(9));
    HttpResponse<String> answer = post(large);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("c1→hq #9 is not taken", "limit.early-size = 600 B");
    assertThat(stream(0).gaps()).isEqualTo(2);
    ByteArrayInputStream again = new ByteArrayInputStream(large);
    Incoming incoming = (Incoming) hq.site().beans().get("incoming-c1");
    assertThatThrownBy(() -> incoming.check(again)).hasMessageContaining("#9 is not taken");
    assertThat(large.length - again.available()).isLessThan(large.length / 3);
    byte[] kept = Files.readAllBytes(Documents.changeset(dir, "c1", "hq", 5));
    assertThat(post(kept).statusCode()).as("a repeat").isEqualTo(204);
    goesOn(c2, 50);
    goesOn(c1, 51);
  }

  private HttpResponse<String> post(byte[] document) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(sites.address())
            .header("Bactrian-Site", "c1")
            .header("Bactrian-Wait", "0")
            .header("Authorization", "Bearer " + TestSites.TOKEN)
            .POST(HttpRequest.BodyPublishers.ofByteArray(document))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Some hundred kilobytes, compressed. */
  private Path large(long number) throws IOException {
    Path file = dir.resolve("large.xml.gz");
    Table product = c1.site().database().schema().table("product");
    Random random = new Random(1);
    Header header = new Header("c1", "hq", 1, number, Header.NO_HASH, 0, "shop", "0");
    try (ChangesetFile.Output output = ChangesetFile.write(file, header)) {
      output.write(new Item.Begin("1", Instant.EPOCH));
      for (int row = 0; row < 20_000; row++) {
        Row after = Row.of("" + row, Long.toHexString(random.nextLong()), "1", "1");
        output.write(new Item.Change(product, null, after));
      }
      output.write(new Item.End());
      output.finish();
    }
    return file;
  }
}
