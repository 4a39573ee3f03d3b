package io.bactrian.changelog.embedded;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.wire.MongoDatabaseHandler;
import de.bwaldvogel.mongo.wire.MongoExceptionHandler;
import de.bwaldvogel.mongo.wire.MongoWireMessageEncoder;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Listens on loopback for the embedded server, behind an {@link EmbeddedGate}. The server's own
 * listener has no place for one. Thread-safe.
 */
final class EmbeddedListener implements AutoCloseable {
  /** So many may stand before the gate; then the one that stands there longest has to go. */
  private static final int WAITING = 64;

  private final EventLoopGroup accepting = group("embedded-changelog-accepts", 1);
  private final EventLoopGroup working = group("embedded-changelog", 0);
  private final ChannelGroup clients = new DefaultChannelGroup(working.next());
  private final Set<Channel> waiting = new LinkedHashSet<>();
  private final MongoBackend backend;
  private final Channel listening;

  EmbeddedListener(MongoBackend backend, String secret) {
    this.backend = backend;
    this.listening =
        new ServerBootstrap()
            .group(accepting, working)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 128)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    arrived(channel);
                    channel
                        .pipeline()
                        .addLast(new EmbeddedGate(secret, EmbeddedListener.this::admit));
                  }
                })
            .bind(EmbeddedAccess.LOOPBACK, 0)
            .syncUninterruptibly()
            .channel();
  }

  private static EventLoopGroup group(String name, int threads) {
    return new NioEventLoopGroup(threads, new DefaultThreadFactory(name, true));
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  private void arrived(Channel channel) {
    channel.closeFuture().addListener(closed -> left(channel));
    Channel longest = null;
    synchronized (waiting) {
      waiting.add(channel);
      if (waiting.size() > WAITING) {
        longest = waiting.iterator().next();
        waiting.remove(longest);
      }
    }
    if (longest != null) {
      longest.close();
    }
  }

  private void left(Channel channel) {
    synchronized (waiting) {
      waiting.remove(channel);
    }
  }

  private void admit(ChannelHandlerContext context) {
    left(context.channel());
    context
        .pipeline()
        .addLast(
            new MongoWireReplyEncoder(),
            new MongoWireMessageEncoder(),
            new MongoWireProtocolHandler(),
            new MongoDatabaseHandler(backend, clients),
            new MongoExceptionHandler());
  }

  /** Ends all connections, and the backend after them. */
  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    clients.close().syncUninterruptibly();
    for (EventLoopGroup group : new EventLoopGroup[] {accepting, working}) {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }
    accepting.terminationFuture().syncUninterruptibly();
    working.terminationFuture().syncUninterruptibly();
    backend.close();
  }
}
