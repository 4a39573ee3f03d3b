package io.bactrian.apply;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lines of text on disk, divided into parts, in the order in which they were added to their part.
 * The file is gone when it is closed, when it is no longer referred to, and when the process ends.
 * For one thread.
 */
final class SpilledText implements AutoCloseable {
  private static final int BUFFER = 1 << 14;

  private final SpoolFile file;
  private final List<ByteArrayOutputStream> buffers = new ArrayList<>();
  private final List<List<Place>> places = new ArrayList<>();

  private record Place(long offset, int length) {}

  /**
   * @param folder where the file is made; created if missing
   */
  SpilledText(Path folder, int parts) {
    file = new SpoolFile(folder);
    for (int i = 0; i < parts; i++) {
      buffers.add(new ByteArrayOutputStream(BUFFER));
      places.add(new ArrayList<>());
    }
  }

  /**
   * @param line without unpaired surrogates; may contain line feeds
   */
  void add(int part, String line) {
    byte[] text = line.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream buffer = buffers.get(part);
    buffer.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
    buffer.writeBytes(text);
    if (buffer.size() >= BUFFER) {
      flush(part);
    }
  }

  private void flush(int part) {
    ByteBuffer bytes = ByteBuffer.wrap(buffers.get(part).toByteArray());
    buffers.get(part).reset();
    long end = file.size();
    places.get(part).add(new Place(end, bytes.remaining()));
    file.write(bytes, end);
  }

  /** Gives all lines of a part. */
  void each(int part, Consumer<String> line) {
    flush(part);
    for (Place place : places.get(part)) {
      ByteBuffer bytes = ByteBuffer.allocate(place.length());
      file.read(bytes, place.offset());
      while (bytes.hasRemaining()) {
        byte[] text = new byte[bytes.getInt()];
        bytes.get(text);
        line.accept(new String(text, StandardCharsets.UTF_8));
      }
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
