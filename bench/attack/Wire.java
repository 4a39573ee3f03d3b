package attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Requests as bytes on a socket of this machine. */
public final class Wire {
  private static final int MOST = 64 << 20;
  private static final ScheduledExecutorService WATCH =
      Executors.newScheduledThreadPool(2, work -> {
        Thread thread = new Thread(work, "ends slow requests");
        thread.setDaemon(true);
        return thread;
      });

  private Wire() {}

  /**
   * What came back.
   *
   * @param status 0: closed without an answer; −1: neither within the time
   * @param sent bytes of the body that the system took
   */
  public record Answer(int status, String head, byte[] body, long sent, double seconds) {
    /** A word for counting. */
    public String outcome() {
      return status > 0 ? "" + status : status == 0 ? "closed" : "no answer";
    }

    public String text() {
      return new String(body, 0, Math.min(body.length, 300), StandardCharsets.UTF_8).strip();
    }
  }

  /** Writes a body until it throws. */
  public interface Body {
    void write(OutputStream out) throws IOException;
  }

  /** A POST to the endpoint; the headers say how long the body is. */
  public static Answer post(int port, String headers, Path body, double seconds) {
    return exchange(port, head(headers), out -> {
      if (body != null) {
        try (InputStream in = Files.newInputStream(body)) {
          in.transferTo(out);
        }
      }
    }, seconds);
  }

  public static byte[] head(String headers) {
    return ("POST /bactrian/exchange HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Sends a head and a body, stops as soon as there is an answer, and takes that to its end. */
  public static Answer exchange(int port, byte[] head, Body body, double seconds) {
    long start = System.nanoTime();
    boolean[] late = new boolean[1];
    Counted counted = null;
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket()) {
      socket.setSendBufferSize(1 << 17);
      Future<?> end = WATCH.schedule(() -> { late[0] = true; close(socket); }, (long) (seconds * 1000), TimeUnit.MILLISECONDS);
      try {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) (seconds * 1000));
        socket.getOutputStream().write(head);
        counted = new Counted(socket);
        try {
          body.write(counted);
        } catch (IOException answered) {
          counted.stopped = true; // or reset: what was said before is still there to be read
        }
        take(socket.getInputStream(), answer);
      } finally {
        end.cancel(false);
      }
    } catch (IOException reset) {
      late[0] |= reset instanceof java.net.SocketTimeoutException;
    }
    return parse(answer.toByteArray(), late[0], counted == null ? 0 : counted.sent, (System.nanoTime() - start) / 1e9);
  }

  private static void take(InputStream in, ByteArrayOutputStream answer) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      answer.write(buffer, 0, answer.size() < MOST ? read : 0);
    }
  }

  static Answer parse(byte[] bytes, boolean late, long sent, double seconds) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (!text.startsWith("HTTP/1.") || text.length() < 12 || !text.substring(9, 12).matches("\\d{3}")) {
      return new Answer(late ? -1 : 0, "", bytes, sent, seconds);
    }
    String head = end < 0 ? text : text.substring(0, end);
    byte[] rest = end < 0 ? new byte[0] : java.util.Arrays.copyOfRange(bytes, end + 4, bytes.length);
    return new Answer(Integer.parseInt(text.substring(9, 12)), head, head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked") ? dechunked(rest) : rest, sent, seconds);
  }

  private static byte[] dechunked(byte[] body) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    int at = 0;
    while (at < body.length) {
      int line = at;
      while (line < body.length && body[line] != '\r') {
        line++;
      }
      int size;
      try {
        size = Integer.parseInt(new String(body, at, line - at, StandardCharsets.ISO_8859_1), 16);
      } catch (NumberFormatException cut) {
        return whole.toByteArray();
      }
      whole.write(body, Math.min(body.length, line + 2), Math.max(0, Math.min(size, body.length - line - 2)));
      at = line + 4 + size;
    }
    return whole.toByteArray();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Stops when the other side has said something. */
  private static final class Counted extends OutputStream {
    private final OutputStream out;
    private final InputStream in;
    private long sent;
    private boolean stopped;

    Counted(Socket socket) throws IOException {
      out = socket.getOutputStream();
      in = socket.getInputStream();
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (stopped || in.available() > 0) {
        stopped = true;
        throw new IOException("answered");
      }
      out.write(bytes, from, length);
      sent += length;
    }
  }
}
