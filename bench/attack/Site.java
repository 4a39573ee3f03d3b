package attack;

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** One site as a user runs it: the launcher, in a process of its own. For one thread. */
public final class Site implements AutoCloseable {
  private static final ExecutorService ASKING =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "asks a site");
            thread.setDaemon(true);
            return thread;
          });

  private final String id;
  private final Path folder;
  private final Path log;
  private Process process;
  private MBeanServerConnection beans;

  Site(String id, Path folder, Path log) {
    this.id = id;
    this.folder = folder;
    this.log = log;
  }

  public Path folder() {
    return folder;
  }

  /** What the process uses; what can't be found out is −1. */
  public record Use(double liveHeap, double resident, int threads, long files) {}

  public void start() throws IOException {
    beans = null;
    process = launch("run");
  }

  /** Runs a command of the launcher to its end and returns what it printed. */
  public String command(String... words) throws IOException, InterruptedException {
    Path out = Files.createTempFile(log.getParent(), id, ".out");
    List<String> line = new ArrayList<>(List.of("./bactrian"));
    line.addAll(List.of(words));
    line.addAll(List.of("--site", folder.toString()));
    Process ran = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).redirectOutput(out.toFile()).start();
    if (!ran.waitFor(300, TimeUnit.SECONDS) || ran.exitValue() != 0) {
      ran.destroyForcibly();
      throw new IOException(String.join(" ", line) + " failed:\n" + log() + Files.readString(out));
    }
    return Files.readString(out);
  }

  private Process launch(String command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("./bactrian", command, "--site", folder.toString());
    builder.environment().put("BACTRIAN_OPTS", System.getenv().getOrDefault("JAVA_OPTS_ATTACK", "-Xmx256m"));
    if (System.getProperty("attack.log") != null) {
      builder.environment().put("BACTRIAN_LOG", System.getProperty("attack.log"));
    }
    return builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
  }

  public String log() throws IOException {
    return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
  }

  public boolean alive() {
    return process != null && process.isAlive();
  }

  /** Its exit code, or −1 while it runs. */
  public int exit() {
    return process == null || process.isAlive() ? -1 : process.exitValue();
  }

  public long pid() {
    return java().pid();
  }

  /** What the launcher started. */
  private ProcessHandle java() {
    return process.descendants().findFirst().orElse(process.toHandle());
  }

  /** Collects garbage there, so that what is counted is what stays. */
  public Use use() {
    double resident = status("VmRSS");
    try {
      Future<Use> asked = ASKING.submit((Callable<Use>) () -> ask(resident));
      return asked.get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      beans = null;
      return new Use(-1, resident, -1, -1);
    }
  }

  private Use ask(double resident) throws Exception {
    if (beans == null) {
      VirtualMachine machine = VirtualMachine.attach("" + pid());
      beans = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())).getMBeanServerConnection();
      machine.detach();
    }
    MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(beans, "java.lang:type=Memory", MemoryMXBean.class);
    memory.gc();
    ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(beans, "java.lang:type=Threading", ThreadMXBean.class);
    var system = ManagementFactory.newPlatformMXBeanProxy(beans, "java.lang:type=OperatingSystem", UnixOperatingSystemMXBean.class);
    return new Use(memory.getHeapMemoryUsage().getUsed() / 1048576.0, resident, threads.getThreadCount(), system.getOpenFileDescriptorCount());
  }

  /** MiB, by the system; −1 when there is no process. */
  double status(String field) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
        if (line.startsWith(field + ":")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
      }
    } catch (IOException gone) {
      return -1;
    }
    return -1;
  }

  /** The stacks of a process that does not answer, for a person to read. */
  public String stacks() throws IOException, InterruptedException {
    Process jstack = new ProcessBuilder(System.getProperty("java.home") + "/bin/jstack", "" + pid()).redirectErrorStream(true).start();
    String text = new String(jstack.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jstack.waitFor();
    return text;
  }

  void kill() throws InterruptedException {
    if (process != null) {
      java().destroyForcibly();
      process.destroyForcibly().waitFor();
    }
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null && process.isAlive()) {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill();
      }
    }
  }
}
