package dev.emporium.payment.provider.control;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.emporium.local.Processes;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Stripe's own mock, which judges requests by Stripe's own description: the one that {@code STRIPE_MOCK} names or that is on the
 * PATH, and otherwise one that Go builds below {@code target/} of the repository. Where there is neither it is not here.
 */
final class StripeMock implements AutoCloseable {
    private static final String VERSION = "v0.203.0";
    private static final Path FOLDER = Path.of(System.getProperty("repository.root", ".."), "target", "stripe-mock")
            .toAbsolutePath()
            .normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Duration START = Duration.ofSeconds(60);

    private final int port = Processes.freePort();
    private final Process process;

    private StripeMock(Path program) throws IOException, InterruptedException {
        process = new ProcessBuilder(program.toString(), "-http-addr", "127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(FOLDER, "mock", ".log").toFile())
                .start();
        awaitStart();
    }

    static StripeMock start() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        Path program = named().or(StripeMock::onThePath).or(StripeMock::built).orElse(null);
        if (program == null) {
            String absent = "stripe-mock is neither at hand, nor can Go build it";
            return "yes".equals(System.getenv("EMPORIUM_NEEDS_TOOLS")) ? fail(absent) : abort(absent);
        }
        return new StripeMock(program);
    }

    private static Optional<Path> named() {
        return Optional.ofNullable(System.getenv("STRIPE_MOCK")).map(Path::of);
    }

    private static Optional<Path> onThePath() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "stripe-mock"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<Path> built() {
        Path program = FOLDER.resolve("stripe-mock");
        if (Files.isExecutable(program)) {
            return Optional.of(program);
        }
        try {
            ProcessBuilder builder = new ProcessBuilder("go", "install", "github.com/stripe/stripe-mock@" + VERSION)
                    .redirectErrorStream(true)
                    .redirectOutput(FOLDER.resolve("go.log").toFile());
            builder.environment().put("GOBIN", FOLDER.toString());
            Process go = builder.start();
            if (!go.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                go.destroyForcibly();
            }
        } catch (IOException e) {
            // there is no Go
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.of(program).filter(Files::isExecutable);
    }

    private void awaitStart() throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new IllegalStateException("stripe-mock does not start");
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
