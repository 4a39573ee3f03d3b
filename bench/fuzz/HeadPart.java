package fuzz;

import attack.Stage;
import attack.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Requests that are not quite requests. Each is answered or its connection closed, soon. */
final class HeadPart implements Part {
  private static final Set<Integer> EXPECTED = Set.of(100, 200, 204, 400, 401, 403, 404, 405, 408, 409, 411, 413, 414, 415, 417, 426, 429, 431, 501, 503, 505);
  private static final List<String> VALUES =
      List.of("", "0", "-1", "+1", "01", "1e9", "0x10", "9223372036854775807", "9223372036854775808", "99999999999999999999", "1.5", "abc", "1, 1", "1 1", "\t1", "é", "\u0001", "\u007f", "true", "null", "run/1", "run/99999999999999999999", "/", "//", "a/-1",
          "${body}", "*", "../", "chunked", "gzip, chunked", "chunked, identity", "xchunked", "identity", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain; charset=nonsense", "100-continue", "h2c", "Upgrade, HTTP2-Settings", "close", "keep-alive");
  private static final List<String> HEADERS =
      List.of("Bactrian-Site", "Bactrian-Applied", "Bactrian-Wait", "Bactrian-Captured", "Bactrian-On-Hold", "Bactrian-Stopped", "Authorization", "Content-Length", "Transfer-Encoding", "Content-Type", "Content-Encoding", "Expect", "Upgrade", "HTTP2-Settings",
          "Connection", "Host", "Cookie", "Range", "TE", "Trailer", "CamelHttpMethod", "CamelHttpUri", "CamelFileName", "CamelHttpResponseCode", "breadcrumbId", "X-Forwarded-For", "Accept-Encoding", "");
  private static final List<String> METHODS = List.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "post", "PRI", "", "P\0ST", "X".repeat(9_000));
  private static final List<String> TARGETS =
      List.of("/", "*", "http://127.0.0.1/bactrian/exchange", "/bactrian/exchange/", "/bactrian/exchange?httpMethodRestrict=GET", "/bactrian/../bactrian/exchange", "/bactrian/%65xchange", "/%00", "//bactrian/exchange", "/bactrian/exchange#x", "/" + "a".repeat(9_000), "127.0.0.1:80", "");

  private final Stage stage;
  private final List<String> heads;
  private final List<byte[]> bodies;
  private final Findings findings;
  private final LogWatch log;
  private final Map<String, Integer> answers = new TreeMap<>();

  HeadPart(Stage stage, Recording recording, Findings findings, LogWatch log) {
    this.stage = stage;
    this.heads = recording.heads();
    this.bodies = recording.documents();
    this.findings = findings;
    this.log = log;
  }

  @Override
  public String name() {
    return "heads";
  }

  @Override
  public String progress() {
    return "" + answers;
  }

  @Override
  public int step(Random random) throws Exception {
    byte[] bytes = request(random);
    if (random.nextInt(12) == 0) {
      byte[] second = request(random);
      bytes = Mutator.spliced(bytes, bytes.length, bytes.length, second);
    }
    if (random.nextInt(8) == 0) {
      bytes = new Mutator(random, List.of(bytes)).bytes(bytes);
    }
    send(bytes, random.nextInt(10) == 0 ? random.nextInt(bytes.length + 1) : bytes.length);
    log.look("heads", bytes);
    return 1;
  }

  /** A recorded one, as c2 or nobody, with some of its lines changed. */
  private byte[] request(Random random) throws IOException {
    List<String> lines = new ArrayList<>(List.of(heads.get(random.nextInt(heads.size())).split("\r\n")));
    String token = random.nextInt(3) > 0 ? stage.token("c2") : "A".repeat(43);
    lines.replaceAll(line -> line.replaceFirst("(?i)^(bactrian-site): .*", "$1: c2").replaceFirst("(?i)^(authorization): .*", "$1: Bearer " + token).replaceFirst("(?i)^(bactrian-applied): .*", "$1: 0").replaceFirst("(?i)^(bactrian-wait): .*", "$1: 0"));
    lines.removeIf(line -> line.toLowerCase(java.util.Locale.ROOT).matches("(content-length|transfer-encoding):.*"));
    byte[] body = random.nextInt(3) > 0 ? new byte[0] : Envelope.any(new Mutator(random, bodies).any(), random, new Mutator(random, bodies));
    boolean chunked = random.nextInt(3) == 0;
    lines.add(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length);
    for (int i = random.nextInt(4); i >= 0; i--) {
      mutate(lines, random);
    }
    String end = random.nextInt(15) == 0 ? "\n" : "\r\n";
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write((String.join(end, lines) + end + end).getBytes(StandardCharsets.ISO_8859_1));
    whole.write(chunked ? chunks(body, random) : body);
    return whole.toByteArray();
  }

  private static void mutate(List<String> lines, Random random) {
    int at = 1 + random.nextInt(Math.max(1, lines.size() - 1));
    String name = HEADERS.get(random.nextInt(HEADERS.size()));
    String value = VALUES.get(random.nextInt(VALUES.size()));
    switch (random.nextInt(12)) {
      case 0 -> lines.set(0, METHODS.get(random.nextInt(METHODS.size())) + lines.get(0).substring(Math.min(4, lines.get(0).length())));
      case 1 -> lines.set(0, "POST " + TARGETS.get(random.nextInt(TARGETS.size())) + " HTTP/1.1");
      case 2 -> lines.set(0, lines.get(0).replaceFirst("HTTP/1.1", List.of("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.1 ", "http/1.1", "", "HTTP/9999999999.1").get(random.nextInt(7))));
      case 3 -> lines.remove(Math.min(at, lines.size() - 1));
      case 4 -> lines.add(at, lines.get(Math.min(at, lines.size() - 1)));
      case 5 -> lines.add(name + ": " + "y".repeat(1 << random.nextInt(18)));
      case 6 -> lines.add(" folded");
      case 7 -> lines.add(name + " : " + value);
      case 8 -> {
        for (int i = random.nextInt(300); i > 0; i--) {
          lines.add("X-" + i + ": " + value);
        }
      }
      default -> {
        lines.removeIf(line -> random.nextBoolean() && line.toLowerCase(java.util.Locale.ROOT).startsWith(name.toLowerCase(java.util.Locale.ROOT) + ":") && lines.size() > 2);
        lines.add(name + ": " + value);
      }
    }
  }

  private static byte[] chunks(byte[] body, Random random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < body.length) {
      int size = Math.min(body.length - at, 1 + random.nextInt(2_000));
      String said = random.nextInt(25) == 0 ? List.of("ffffffffffffffff", "-1", "80000000", "7fffffff", "0x10", " ", "", "g").get(random.nextInt(8)) : Integer.toHexString(size);
      String extension = random.nextInt(10) == 0 ? ";x=" + "z".repeat(random.nextInt(5_000)) : "";
      out.write((said + extension + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.write(body, at, size);
      out.write((random.nextInt(40) == 0 ? "" : "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      at += size;
    }
    out.write((random.nextInt(8) == 0 ? "0\r\nBactrian-Site: c1\r\n\r\n" : random.nextInt(12) == 0 ? "" : "0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  /** In two pieces, if it is cut; then waits a little for an answer, ends, and waits for the end. */
  private void send(byte[] bytes, int cut) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    boolean closed = false;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
      socket.getOutputStream().write(bytes, 0, cut);
      socket.getOutputStream().flush();
      socket.getOutputStream().write(bytes, cut, bytes.length - cut);
      closed = take(socket, answer, 3_000, true);
      if (!closed) {
        socket.shutdownOutput();
        closed = take(socket, answer, 15_000, false);
      }
    } catch (SocketTimeoutException e) {
      closed = false;
    } catch (IOException reset) {
      closed = true;
    }
    String text = answer.toString(StandardCharsets.ISO_8859_1);
    // the version is the one of the request, whatever that was
    String status = text.matches("(?s)HTTP/[\\d.]+ \\d{3}.*") ? text.replaceFirst("(?s)HTTP/[\\d.]+ (\\d{3}).*", "$1") : text.isEmpty() ? "closed" : "other";
    answers.merge(status, 1, Integer::sum);
    if (!closed) {
      findings.add("heads: a connection stays open after its other end has ended it", text, bytes);
    }
    boolean expected = status.equals("closed") || status.matches("\\d+") && EXPECTED.contains(Integer.parseInt(status));
    if (!expected) {
      findings.add("heads: answered with " + status + " " + text.lines().reduce((first, last) -> last).orElse(""), text, bytes);
    }
  }

  private static boolean take(Socket socket, ByteArrayOutputStream answer, int millis, boolean first) throws IOException {
    socket.setSoTimeout(millis);
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[1 << 14];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        answer.write(buffer, 0, read);
        if (first) {
          socket.setSoTimeout(50); // more belongs to it, or nothing
        }
      }
      return true;
    } catch (SocketTimeoutException quiet) {
      return false;
    }
  }

  /** For the others: the same endpoint, spoken to as one should. */
  static Wire.Answer post(Stage stage, String headers, byte[] body) {
    return Wire.exchange(stage.port(), Wire.head(headers + "Content-Length: " + body.length + "\r\n"), out -> out.write(body), 60);
  }
}
