package io.bactrian.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDocumentTest {
  @TempDir Path dir;

  @Test
  void every_step_reads_it_from_its_beginning_and_none_keeps_it_in_memory() throws Exception {
    Path file = Files.writeString(dir.resolve("x"), "document");
    List<Object> bodies = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    try (DefaultCamelContext context = new DefaultCamelContext();
        FileDocument document = new FileDocument(Files.newByteChannel(file))) {
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:first")
                  .process(step -> texts.add(text(step.getMessage().getBody())))
                  .to("seda:second?waitForTaskToComplete=Always&timeout=0");
              from("seda:second")
                  .process(step -> bodies.add(step.getMessage().getBody()))
                  .process(step -> texts.add(text(step.getMessage().getBody())));
            }
          });
      context.start();
      context.createProducerTemplate().sendBody("direct:first", document);
    }
    assertThat(texts).containsExactly("document", "document");
    assertThat(bodies).singleElement().isInstanceOf(FileDocument.class);
  }

  private static String text(Object body) throws Exception {
    return new String(((InputStream) body).readAllBytes());
  }
}
