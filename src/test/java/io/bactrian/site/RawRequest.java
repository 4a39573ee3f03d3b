package io.bactrian.site;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection on which a test sends bytes as it likes. */
public final class RawRequest implements Closeable {
  /** Only for when something is broken. */
  private static final int PATIENCE = 30_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** What came back. */
  public record Answer(int status, Map<String, String> headers, String body) {}

  public RawRequest(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /** The head of a round, without the line that ends it. */
  public static String head(String site, String token, String... headers) {
    StringBuilder head = new StringBuilder("POST /bactrian/exchange HTTP/1.1\r\nHost: hub\r\n");
    if (site != null) {
      head.append("Bactrian-Site: ").append(site).append("\r\n");
    }
    if (token != null) {
      head.append("Authorization: Bearer ").append(token).append("\r\n");
    }
    List.of(headers).forEach(header -> head.append(header).append("\r\n"));
    return head.toString();
  }

  public RawRequest send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawRequest send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /** The head and the line that ends it. */
  public RawRequest ask(String site, String token, String... headers) throws IOException {
    return send(head(site, token, headers) + "\r\n");
  }

  /** Waits until the other end closes, and takes no answer. */
  public boolean isClosed() {
    try {
      while (in.read() >= 0) {
        // whatever it says
      }
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether nothing came within so many milliseconds. */
  public boolean isSilent(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      return in.read() == Integer.MIN_VALUE;
    } catch (java.net.SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE);
    }
  }

  /** All that comes until the other end closes. */
  public String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  public Answer answer() throws IOException {
    String[] lines = head().split("\r\n");
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, body(headers));
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed without an answer: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private String body(Map<String, String> headers) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (headers.containsKey("transfer-encoding")) {
      for (int size = chunk(); size > 0; size = chunk()) {
        body.write(in.readNBytes(size));
        in.readNBytes(2);
      }
    } else {
      body.write(in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  private int chunk() throws IOException {
    StringBuilder line = new StringBuilder();
    while (!line.toString().endsWith("\r\n")) {
      line.append((char) in.read());
    }
    int size = Integer.parseInt(line.toString().strip(), 16);
    if (size == 0) {
      in.readNBytes(2);
    }
    return size;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
