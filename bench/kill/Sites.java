package kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The folders and tables of the three sites: an office, and two shops with other tables. */
final class Sites {
  private Sites() {}

  static final String OFFICE =
      """
      create table entry(id varchar(40) primary key, site varchar(10), n bigint, sku varchar(10), delta int, amount numeric(12,2));
      create table stock(sku varchar(10) primary key, on_hand int, price numeric(12,2), label varchar(60), changed_at timestamptz);
      create table note(id int primary key, title varchar(60), body text, priority int, pinned boolean);
      create table parcel(id varchar(40) primary key, shop varchar(10), what varchar(60), weight_kg numeric(9,3));
      create table task(shop varchar(10), no varchar(20), title varchar(60), done boolean, primary key(shop, no));
      create table task_line(shop varchar(10), no varchar(20), line int, text text, primary key(shop, no, line),
          foreign key(shop, no) references task(shop, no));
      """
          + seen("entry", "id");

  static final String SHOP =
      """
      create table posting(code varchar(40) primary key, origin varchar(10), seq bigint, product varchar(10), change int, amount_cents bigint);
      create table product(code varchar(10) primary key, stock int, price_cents bigint, label varchar(60), changed_at timestamptz);
      create table memo(no int primary key, title varchar(60), text text, urgency int, pinned char(1));
      create table delivery(id varchar(40) primary key, branch varchar(10), what varchar(60), grams bigint);
      create table job(ref varchar(40) primary key, name varchar(60), state varchar(10));
      create table job_line(ref varchar(40) references job(ref), pos int, text text, primary key(ref, pos));
      """
          + seen("posting", "code");

  /** What an application would notice: every time that a row of this table is written. */
  private static String seen(String table, String key) {
    return """
        create table seen(k bigserial primary key, id varchar(40), op char(1), xid bigint default txid_current());
        create function see() returns trigger language plpgsql as $$
          begin insert into seen(id, op) values (coalesce(new.KEY, old.KEY), substr(tg_op, 1, 1)); return null; end $$;
        create trigger see after insert or update or delete on TABLE for each row execute function see();
        """
        .replace("KEY", key).replace("TABLE", table);
  }

  private static final String OFFICE_TABLES =
      """
      tables:
        entry: {destination: all}
        stock: {destination: all}
        note: {destination: all}
        parcel: {destination: {column: shop}}
        task: {destination: {column: shop}}
        task_line: {destination: {column: shop}}
      """;

  private static final String SHOP_TABLES =
      "tables:\n" + String.join("", List.of("posting", "product", "memo", "delivery", "job", "job_line").stream().map(t -> "  " + t + ": {destination: all}\n").toList());

  private static final String RULES =
      """
      version: 1
      tables:
        stock:
          rule: latest
          latest-by: changed_at
          columns: {on_hand: add, label: spoke}
        note:
          rule: hub
          columns: {body: spoke}
          on: {update-delete: spoke, delete-update: hub}
        parcel:
          rule: hub
          on: {update-delete: spoke, delete-update: hub}
        task:
          rule: spoke
          on: {update-delete: spoke, delete-update: hub}
        task_line:
          rule: hub
          on: {update-delete: spoke, delete-update: hub}
      """;

  private static final String TO_SHOP =
      """
      version: 1
      from: office
      to: shop
      tables:
        entry:
          to: posting
          columns: {code: id, origin: site, seq: n, product: sku, change: delta, amount_cents: {from: amount, multiply: 100}}
        stock:
          to: product
          columns: {code: sku, stock: on_hand, price_cents: {from: price, multiply: 100}, label: label, changed_at: changed_at}
        note:
          to: memo
          columns: {no: id, title: title, text: body, urgency: priority, pinned: {from: pinned, values: {"true": "Y", "false": "N"}}}
        parcel:
          to: delivery
          columns: {id: id, branch: shop, what: what, grams: {from: weight_kg, multiply: 1000}}
        task:
          to: job
          columns: {ref: {simple: "${row[shop]}-${row[no]}"}, name: title, state: {from: done, values: {"true": done, "false": open}}}
        task_line:
          to: job_line
          columns: {ref: {simple: "${row[shop]}-${row[no]}"}, pos: line, text: text}
      """;

  private static final String TO_OFFICE =
      """
      version: 1
      from: shop
      to: office
      tables:
        posting:
          to: entry
          columns: {id: code, site: origin, n: seq, sku: product, delta: change, amount: {from: amount_cents, multiply: 0.01}}
        product:
          to: stock
          columns: {sku: code, on_hand: stock, price: {from: price_cents, multiply: 0.01}, label: label, changed_at: changed_at}
        memo:
          to: note
          columns: {id: no, title: title, body: text, priority: urgency, pinned: {from: pinned, values: {"Y": "true", "N": "false"}}}
        delivery:
          to: parcel
          columns: {id: id, shop: branch, what: what, weight_kg: {from: grams, multiply: 0.001}}
        job:
          to: task
          columns:
            shop: {simple: "${row[ref].split('-')[0]}"}
            no: {simple: "${row[ref].split('-')[1]}"}
            title: name
            done: {from: state, values: {done: "true", open: "false"}}
        job_line:
          to: task_line
          columns:
            shop: {simple: "${row[ref].split('-')[0]}"}
            no: {simple: "${row[ref].split('-')[1]}"}
            line: pos
            text: text
      """;

  /** Writes the folder of a site. */
  static void write(Path folder, String id, String url, String changelog, String more) throws IOException {
    boolean hub = id.equals("hq");
    Files.createDirectories(folder.resolve("transformers"));
    Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(folder.resolve("conflict-rules"));
    Files.writeString(folder.resolve("application.properties"),
        """
        site.id = %s
        site.role = %s
        site.system = %s
        database.url = %s
        database.user = postgres
        changelog.uri = %s
        retry.first = 500 ms
        retry.most = 5 s
        exchange.long-poll = 5 s
        files.interval = 1 s
        files.resend-after = 10 s
        retry.interval = 2 s
        purge.schedule = 0/20 * * * * ?
        """
            .formatted(id, hub ? "hub" : "spoke", hub ? "office" : "shop", url, changelog) + more);
    Files.writeString(folder.resolve("tables.yaml"), hub ? OFFICE_TABLES : SHOP_TABLES);
    if (hub) {
      Files.writeString(folder.resolve("conflict-rules/office.yaml"), RULES);
    }
    Files.writeString(folder.resolve("transformers/office-to-shop.yaml"), TO_SHOP);
    Files.writeString(folder.resolve("transformers/shop-to-office.yaml"), TO_OFFICE);
  }

  /** The command line of Bactrian itself. */
  static List<String> bactrian(String command, Path folder, String... more) {
    List<String> line = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(List.of(System.getenv().getOrDefault("JAVA_OPTS_KILL", "-Xmx256m").split(" +")));
    String shared = System.getProperty("kill.shared", "");
    if (!shared.isEmpty()) {
      line.add("-XX:SharedArchiveFile=" + shared); // starts in half the time
    }
    line.addAll(List.of("-cp", System.getProperty("kill.classpath"), "io.bactrian.cli.Main", command, "--site", folder.toString()));
    line.addAll(List.of(more));
    return line;
  }
}
