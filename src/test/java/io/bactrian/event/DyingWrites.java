package io.bactrian.event;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.bson.Document;

/** A database whose process dies at one of its writes. For one thread. */
final class DyingWrites {
  private static final Set<String> WRITES = Set.of("deleteMany", "insertMany", "replaceOne");

  private final int at;
  private final boolean done;
  private int written;

  /**
   * @param at number of the write, from 0
   * @param done whether the write is done before
   */
  DyingWrites(int at, boolean done) {
    this.at = at;
    this.done = done;
  }

  /** Thrown where the process would be dead. */
  static final class Death extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  MongoDatabase on(MongoDatabase real) {
    return (MongoDatabase)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {MongoDatabase.class},
            (self, method, args) -> dying(real.getCollection((String) args[0])));
  }

  private MongoCollection<?> dying(MongoCollection<Document> real) {
    return (MongoCollection<?>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {MongoCollection.class},
            (self, method, args) -> {
              boolean dies = WRITES.contains(method.getName()) && written++ == at;
              if (dies && !done) {
                throw new Death();
              }
              try {
                Object result = method.invoke(real, args);
                if (dies) {
                  throw new Death();
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
