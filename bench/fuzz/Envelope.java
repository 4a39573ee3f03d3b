package fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** The gzip around a document, in ways that are right, and in ways that are not. */
final class Envelope {
  private Envelope() {}

  static byte[] plain(byte[] xml) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(xml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Right or wrong, by chance. */
  static byte[] any(byte[] xml, Random random, Mutator mutator) {
    return switch (random.nextInt(12)) {
      case 0 -> join(plain(xml), plain(xml));
      case 1 -> join(plain(xml), noise(random));
      case 2 -> mutator.bytes(plain(xml));
      case 3 -> mutator.bytes(mutator.bytes(plain(xml)));
      case 4 -> member(xml, random, random.nextInt(256), true);
      case 5 -> member(xml, random, random.nextInt(32), random.nextInt(3) > 0);
      case 6 -> Arrays.copyOf(plain(xml), random.nextInt(40));
      case 7 -> random.nextInt(200) == 0 ? bomb(xml, random) : xml;
      case 8 -> noise(random);
      case 9 -> member(plain(xml), random, 0, true);
      default -> member(xml, random, 0, true);
    };
  }

  private static byte[] noise(Random random) {
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] join(byte[] one, byte[] other) {
    return Mutator.spliced(one, one.length, one.length, other);
  }

  /** White space in front of the document, or a very long value in it, that compress well. */
  private static byte[] bomb(byte[] xml, Random random) {
    byte[] many = new byte[(8 + random.nextInt(60)) << 20];
    Arrays.fill(many, (byte) (random.nextBoolean() ? ' ' : 'x'));
    int at = random.nextInt(xml.length + 1);
    return plain(Mutator.spliced(xml, at, at, many));
  }

  private static byte[] member(byte[] xml, Random random, int flags, boolean sound) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 0, 0, 0, 0, 0, 3});
      if ((flags & 4) != 0) {
        int length = random.nextInt(300);
        out.write(new byte[] {(byte) length, (byte) (length >> 8)});
        out.write(new byte[length]);
      }
      if ((flags & 8) != 0) {
        out.write(("n".repeat(random.nextInt(1 << random.nextInt(18))) + '\0').getBytes(StandardCharsets.ISO_8859_1));
      }
      if ((flags & 16) != 0) {
        out.write("comment\0".getBytes(StandardCharsets.ISO_8859_1));
      }
      if ((flags & 2) != 0) {
        out.write(new byte[2]);
      }
      Deflater deflater = new Deflater(random.nextInt(10), true);
      try (DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater, 512)) {
        deflated.write(xml);
      }
      deflater.end();
      CRC32 crc = new CRC32();
      crc.update(xml);
      word(out, sound ? crc.getValue() : random.nextInt());
      word(out, sound ? xml.length : random.nextInt());
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void word(ByteArrayOutputStream out, long word) {
    for (int i = 0; i < 4; i++) {
      out.write((int) (word >> 8 * i));
    }
  }
}
