package dev.emporium.product.search.control;

import dev.emporium.local.LocalElasticsearch;
import dev.emporium.platform.Secret;
import io.dropwizard.util.Duration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A real Elasticsearch, one for a JVM, started when first asked for and gone with the JVM. */
final class TestElasticsearch {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestElasticsearch() {}

    private static final class Node {
        static final LocalElasticsearch SHARED = start();

        private static LocalElasticsearch start() {
            try {
                Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
                return LocalElasticsearch.start(
                        Path.of(System.getProperty("repository.root")),
                        Files.createTempDirectory(target, "elasticsearch-").resolve("data"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Has it started meanwhile. */
    static void begin() {
        Node.SHARED.url();
    }

    static String url() {
        Node.SHARED.awaitReady();
        return Node.SHARED.url();
    }

    /** An index that nobody else has. */
    static SearchConfiguration configuration() {
        return patient(url(), "test-" + COUNT.incrementAndGet());
    }

    /** One that is waited for as long as a loaded machine needs. */
    static SearchConfiguration patient(String url, String index) {
        return new SearchConfiguration(url, "", new Secret(""), "", Duration.seconds(30), index);
    }

    /** Somewhere else, as it is configured by default. */
    static SearchConfiguration at(String url, String index) {
        return new SearchConfiguration(url, "", new Secret(""), "", Duration.milliseconds(500), index);
    }
}
