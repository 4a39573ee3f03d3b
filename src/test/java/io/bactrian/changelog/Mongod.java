package io.bactrian.changelog;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;

/** A process of a MongoDB server: a replica set of one. */
public final class Mongod {
  private Mongod() {}

  /** On what is in the folder; not to be waited for. */
  public static Process start(String binary, Path folder, int port) throws IOException {
    return new ProcessBuilder(
            List.of(
                binary,
                "--replSet",
                "rs0",
                "--bind_ip",
                "127.0.0.1",
                "--port",
                "" + port,
                "--dbpath",
                folder.toString(),
                "--unixSocketPrefix",
                folder.toString(),
                "--wiredTigerCacheSizeGB",
                "0.25"))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("mongod.log").toFile())
        .start();
  }

  public static String uri(int port) {
    return "mongodb://127.0.0.1:" + port + "/?replicaSet=rs0";
  }

  /** Makes a new one of use, once. */
  public static void initiate(int port) {
    while (!listens(port)) {
      LockSupport.parkNanos(20_000_000);
    }
    try (MongoClient client =
        MongoClients.create("mongodb://127.0.0.1:" + port + "/?directConnection=true")) {
      var admin = client.getDatabase("admin");
      Document member = new Document("_id", 0).append("host", "127.0.0.1:" + port);
      admin.runCommand(
          new Document(
              "replSetInitiate", new Document("_id", "rs0").append("members", List.of(member))));
      while (!admin.runCommand(new Document("hello", 1)).getBoolean("isWritablePrimary")) {
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
