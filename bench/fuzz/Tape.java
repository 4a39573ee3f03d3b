package fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands between a spoke and its hub and keeps what both say. Thread-safe. */
final class Tape implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)");

  private final ServerSocket server;
  private final IntSupplier target;
  private final List<ByteArrayOutputStream> said = new ArrayList<>();

  Tape(IntSupplier target) throws IOException {
    this.target = target;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** A request or an answer. */
  record Message(String head, byte[] body) {}

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
        daemon(() -> copy(from, to));
        daemon(() -> copy(to, from));
      } catch (IOException e) {
        attack.Attack.detail("tape: %s", e);
      }
    }
  }

  private void copy(Socket from, Socket to) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    synchronized (said) {
      said.add(kept);
    }
    byte[] buffer = new byte[1 << 16];
    try (from; to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        synchronized (kept) {
          kept.write(buffer, 0, kept.size() < 4 << 20 ? read : 0);
        }
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      attack.Attack.detail("tape: %s", e);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "tape");
    thread.setDaemon(true);
    thread.start();
  }

  /** Everything until now. */
  List<Message> messages() {
    List<byte[]> streams = new ArrayList<>();
    synchronized (said) {
      for (ByteArrayOutputStream kept : said) {
        synchronized (kept) {
          streams.add(kept.toByteArray());
        }
      }
    }
    List<Message> messages = new ArrayList<>();
    streams.forEach(stream -> split(stream, messages));
    return messages;
  }

  private static void split(byte[] stream, List<Message> messages) {
    String text = new String(stream, StandardCharsets.ISO_8859_1);
    int at = 0;
    while (true) {
      int end = text.indexOf("\r\n\r\n", at);
      if (end < 0) {
        return;
      }
      String head = text.substring(at, end);
      int body = end + 4;
      String lower = head.toLowerCase(Locale.ROOT);
      Matcher length = LENGTH.matcher(lower);
      if (lower.contains("transfer-encoding: chunked")) {
        int last = text.indexOf("0\r\n\r\n", body);
        if (last < 0) {
          return;
        }
        messages.add(new Message(head, dechunked(text.substring(body, last))));
        at = last + 5;
      } else {
        int size = length.find() ? Integer.parseInt(length.group(1)) : 0;
        if (body + size > text.length()) {
          return;
        }
        messages.add(new Message(head, text.substring(body, body + size).getBytes(StandardCharsets.ISO_8859_1)));
        at = body + size;
      }
    }
  }

  private static byte[] dechunked(String chunks) {
    StringBuilder whole = new StringBuilder();
    int at = 0;
    while (at < chunks.length()) {
      int line = chunks.indexOf("\r\n", at);
      int size = Integer.parseInt(chunks.substring(at, line), 16);
      whole.append(chunks, line + 2, Math.min(chunks.length(), line + 2 + size));
      at = line + 4 + size;
    }
    return whole.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
