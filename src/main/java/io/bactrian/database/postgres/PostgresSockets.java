package io.bactrian.database.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import javax.net.SocketFactory;

/**
 * Makes the driver's sockets such that a connection without an answer is given up as soon as
 * nothing proves that the server works on it. The driver creates one for each connection, by name,
 * with all properties of the connection. Thread-safe.
 */
public final class PostgresSockets extends SocketFactory {
  /** Properties of a connection that the driver does not know. */
  private static final String SILENCE = "bactrian.silence";

  static final String URL = "bactrian.url";

  private final Properties login;

  /** For the driver. */
  public PostgresSockets(Properties login) {
    this.login = login;
  }

  /**
   * Sets the properties that make the driver use this class.
   *
   * @param silence how long an answer may take where the server can't be asked
   */
  static void use(String url, Duration silence, Properties login) {
    login.setProperty("socketFactory", PostgresSockets.class.getName());
    // its session is found by this name, also behind a pooler
    login.setProperty("ApplicationName", PostgresWitness.NAME + UUID.randomUUID());
    login.setProperty(URL, url);
    login.setProperty(SILENCE, silence.toString());
  }

  @Override
  public Socket createSocket() throws IOException {
    String name = login.getProperty("ApplicationName", "");
    Patience patience = Patience.of(Duration.parse(login.getProperty(SILENCE)));
    return new WatchedSocket(patience, new PostgresWitness(login, name));
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new IOException("The driver connects its sockets itself.");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host.getHostName(), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host.getHostName(), port);
  }
}
