package io.bactrian.changelog.embedded;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5PasswordAuthResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5Message;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequest;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthStatus;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets no byte of a connection through to the embedded server before the secret was said. It speaks
 * as a SOCKS5 proxy with a password, because that is what the MongoDB driver says first on every
 * connection it opens, those of its monitors included. A stranger costs half a kilobyte and {@value
 * #PATIENCE_SECONDS} seconds at most. For one connection.
 */
final class EmbeddedGate extends SimpleChannelInboundHandler<Socks5Message> {
  private static final int PATIENCE_SECONDS = 5;

  private final byte[] secret;
  private final Consumer<ChannelHandlerContext> admit;
  private ChannelHandler decoder = new Socks5InitialRequestDecoder();

  /**
   * @param admit puts the server's own handlers behind this one
   */
  EmbeddedGate(String secret, Consumer<ChannelHandlerContext> admit) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
    this.admit = admit;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.pipeline().addBefore(context.name(), "socks-out", Socks5ServerEncoder.DEFAULT);
    context.pipeline().addBefore(context.name(), "socks-in", decoder);
    context
        .executor()
        .schedule(
            () -> {
              if (!context.isRemoved()) {
                context.close();
              }
            },
            PATIENCE_SECONDS,
            TimeUnit.SECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Socks5Message message) {
    if (message.decoderResult().isFailure()) {
      context.close();
    } else if (message instanceof Socks5InitialRequest request
        && request.authMethods().contains(Socks5AuthMethod.PASSWORD)) {
      context.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.PASSWORD));
      expect(context, new Socks5PasswordAuthRequestDecoder());
    } else if (message instanceof Socks5PasswordAuthRequest request && knows(request)) {
      context.writeAndFlush(
          new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.SUCCESS));
      expect(context, new Socks5CommandRequestDecoder());
    } else if (message instanceof Socks5PasswordAuthRequest) {
      context
          .writeAndFlush(new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.FAILURE))
          .addListener(ChannelFutureListener.CLOSE);
    } else if (message instanceof Socks5CommandRequest) {
      open(context);
    } else {
      context.close();
    }
  }

  private boolean knows(Socks5PasswordAuthRequest request) {
    return MessageDigest.isEqual(secret, request.password().getBytes(StandardCharsets.UTF_8));
  }

  private void expect(ChannelHandlerContext context, ChannelHandler next) {
    context.pipeline().replace(decoder, "socks-in", next);
    decoder = next;
  }

  /** There is only one place to go to, whatever address was asked for. */
  private void open(ChannelHandlerContext context) {
    context.writeAndFlush(
        new DefaultSocks5CommandResponse(Socks5CommandStatus.SUCCESS, Socks5AddressType.IPv4));
    admit.accept(context);
    context.fireChannelActive();
    for (String name : List.of("socks-in", "socks-out", context.name())) {
      context.pipeline().remove(name);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
