package io.bactrian.apply;

import io.bactrian.file.OwnerOnly;
import io.bactrian.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  private final Path folder;
  private final FileChannel file;
  private final List<ByteArrayOutputStream> buffers = new ArrayList<>();
  private final List<List<Place>> places = new ArrayList<>();

  private record Place(long offset, int length) {}

  /**
   * @param folder where the file is made; created if missing
   */
  SpilledText(Path folder, int parts) {
    this.folder = folder;
    try {
      OwnerOnly.folder(folder);
      Path path = Files.createTempFile(folder, "apply-", ".part");
      file =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw failed(folder, e);
    }
    for (int i = 0; i < parts; i++) {
      buffers.add(new ByteArrayOutputStream(BUFFER));
      places.add(new ArrayList<>());
    }
  }

  private static RuntimeException failed(Path folder, IOException e) {
    return Problem.of(
            "What a large changeset needs until its end could not be kept in %s (%s).",
            folder, e.getMessage())
        .follows("The changeset is not applied; nothing is lost, and it is tried again.")
        .toDo("Check the disk.")
        .passes()
        .exception(e);
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
    try {
      long end = file.size();
      places.get(part).add(new Place(end, bytes.remaining()));
      while (bytes.hasRemaining()) {
        end += file.write(bytes, end);
      }
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /** Gives all lines of a part. */
  void each(int part, Consumer<String> line) {
    flush(part);
    for (Place place : places.get(part)) {
      ByteBuffer bytes = read(place);
      while (bytes.hasRemaining()) {
        byte[] text = new byte[bytes.getInt()];
        bytes.get(text);
        line.accept(new String(text, StandardCharsets.UTF_8));
      }
    }
  }

  private ByteBuffer read(Place place) {
    ByteBuffer bytes = ByteBuffer.allocate(place.length());
    try {
      while (bytes.hasRemaining()) {
        if (file.read(bytes, place.offset() + bytes.position()) < 0) {
          throw new IOException("the file has become shorter");
        }
      }
    } catch (IOException e) {
      throw failed(folder, e);
    }
    return bytes.flip();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }
}
