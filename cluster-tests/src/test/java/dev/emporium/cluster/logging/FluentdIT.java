package dev.emporium.cluster.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.emporium.cluster.logging.FluentdCases.Case;
import dev.emporium.cluster.render.Documents;
import dev.emporium.local.LocalElasticsearch;
import dev.emporium.local.Processes;
import dev.emporium.standalone.logs.LogIndex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration in a real Fluentd before a real Elasticsearch; where there is no Fluentd, it is skipped. */
class FluentdIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String DOCUMENTS = "logs-emporium-default";
    private static final String DEAD_LETTERS = "logs-emporium.dead_letter-default";
    private static LocalElasticsearch elasticsearch;
    private static String program;

    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    @BeforeEach
    void provide() throws Exception {
        if (program == null) {
            program = RealFluentd.program().orElse("");
        }
        assumeTrue(
                !program.isEmpty(),
                "There is no Fluentd: FLUENTD names none, and none is on the PATH with its plugins");
        if (elasticsearch == null) {
            elasticsearch = LocalElasticsearch.start(Documents.path("").toAbsolutePath(), data);
            elasticsearch.awaitReady();
        }
        for (String index : List.of(DOCUMENTS, DEAD_LETTERS)) {
            request("DELETE", "/" + index + "?ignore_unavailable=true", "");
        }
        new LogIndex(elasticsearch.url()).setUp(Documents.path("logging/elasticsearch/fields.json"));
        ObjectNode letters = JSON.createObjectNode();
        letters.set(
                "mappings",
                JSON.readTree(Documents.path("logging/elasticsearch/dead-letters.json")
                                .toFile())
                        .at("/template/mappings"));
        request("PUT", "/" + DOCUMENTS, "");
        request("PUT", "/" + DEAD_LETTERS, letters.toString());
    }

    @AfterAll
    static void stop() {
        if (elasticsearch != null) {
            elasticsearch.close();
        }
    }

    @Test
    void keepsEveryLineOnce() throws Exception {
        List<Case> cases = FluentdCases.all();
        for (Case one : cases) {
            write(one.name(), "0.log", one.lines());
        }
        try (RealFluentd fluentd = start()) {
            for (Case one : cases) {
                for (FluentdCases.Sent sent : one.sent()) {
                    fluentd.send(named(one, sent));
                }
            }
            await(
                    fluentd,
                    DOCUMENTS,
                    cases.stream().mapToInt(one -> one.documents().size()).sum());
            await(
                    fluentd,
                    DEAD_LETTERS,
                    cases.stream().mapToInt(Case::deadLetters).sum());
            assertThat(fluentd.isAlive()).isTrue();
        }

        List<JsonNode> documents = found(DOCUMENTS);
        List<JsonNode> letters = found(DEAD_LETTERS);
        for (Case one : cases) {
            assertThat(documents.stream()
                            .filter(document ->
                                    document.at("/kubernetes/pod_name").asText().equals(one.name()))
                            .map(document -> FluentdCases.summary(
                                    document.path("message").asText()))
                            .sorted())
                    .as(one.name())
                    .isEqualTo(one.documents());
            assertThat(letters.stream()
                            .filter(letter -> letter.path("event.original")
                                            .asText()
                                            .contains("\"" + one.name() + "\"")
                                    || letter.path("fluentd.tag").asText().contains("_" + one.name() + "_")))
                    .as(one.name() + ", dead letters")
                    .hasSize(one.deadLetters());
        }
    }

    private static FluentdCases.Sent named(Case one, FluentdCases.Sent sent) {
        var line = new java.util.HashMap<>(sent.line());
        line.put("service.node.name", one.name());
        line.put("service.name", "main");
        return new FluentdCases.Sent(sent.tag(), sent.seconds(), line);
    }

    @Test
    void readsWhatWasRotatedWhileItWasAway() throws Exception {
        write("rotated", "0.log", lines(0, 300));
        try (RealFluentd fluentd = start()) {
            await(fluentd, DOCUMENTS, 300);
        }
        write("rotated", "0.log", lines(300, 400));
        rotate("rotated", "20260301-100000");
        write("rotated", "0.log", lines(400, 600));
        rotate("rotated", "20260301-110000");
        write("rotated", "0.log", lines(600, 900));

        try (RealFluentd fluentd = start()) {
            await(fluentd, DOCUMENTS, 900);
            write("rotated", "0.log", lines(900, 910));
            rotate("rotated", "20260301-120000");
            write("rotated", "0.log", lines(910, 920));
            await(fluentd, DOCUMENTS, 920);
        }
        assertThat(found(DOCUMENTS)).hasSize(920).allSatisfy(document -> assertThat(
                        document.at("/kubernetes/container_name").asText())
                .isEqualTo("main"));
        assertThat(count(DEAD_LETTERS)).isZero();
    }

    @Test
    void makesNoSecondDocumentOfAFileThatItReadsAgain() throws Exception {
        write("again", "0.log", lines(0, 50));
        try (RealFluentd fluentd = start()) {
            await(fluentd, DOCUMENTS, 50);
        }
        Files.delete(folder.resolve("state/containers.pos"));
        write("again", "0.log", lines(50, 60));

        try (RealFluentd fluentd = start()) {
            // the first, of which it does not know whether others of its time stood before it, once more
            await(fluentd, DOCUMENTS, 61);
        }
        assertThat(count(DOCUMENTS)).isEqualTo(61);
    }

    @Test
    void makesNoSecondDocumentOfAChunkThatItSendsAgain() throws Exception {
        AtomicInteger bulks = new AtomicInteger();
        HttpServer between = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        between.createContext("/", exchange -> pass(exchange, bulks));
        between.start();
        write(
                "twice",
                "0.log",
                IntStream.range(0, 100)
                        .mapToObj(n -> FluentdCases.out(1, "again"))
                        .toList());

        try (RealFluentd fluentd =
                RealFluentd.start(program, folder, between.getAddress().getPort())) {
            await(fluentd, DOCUMENTS, 100);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
            while (bulks.get() < 2 && System.nanoTime() < deadline) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        } finally {
            between.stop(0);
        }
        assertThat(bulks.get()).isGreaterThan(1);
        assertThat(count(DOCUMENTS)).isEqualTo(100);
    }

    /** A node without power leaves files of no length. */
    @Test
    void keepsAChunkThatItCannotReadAnyMore() throws Exception {
        write("broken", "0.log", lines(0, 50));
        try (RealFluentd fluentd = RealFluentd.start(program, folder, Processes.freePort())) {
            assertThat(fluentd.isAlive()).isTrue();
            awaitChunk(folder.resolve("state/documents"));
        }
        Path chunk = awaitChunk(folder.resolve("state/documents"));
        byte[] lines = Files.readAllBytes(chunk);
        Files.write(Path.of(chunk + ".meta"), new byte[0]);

        try (RealFluentd fluentd = start()) {
            assertThat(fluentd.isAlive()).isTrue();
            assertThat(chunk).doesNotExist();
            assertThat(awaitChunk(folder.resolve("state/backup"))).hasBinaryContent(lines);
        }
    }

    private static Path awaitChunk(Path folder) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (true) {
            try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
                Optional<Path> chunk = files.filter(file -> file.toString().endsWith(".log"))
                        .filter(file -> file.toFile().length() > 0)
                        .findFirst();
                if (chunk.isPresent() || System.nanoTime() > deadline) {
                    return chunk.orElseThrow();
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    /** Elasticsearch has the first chunk, and Fluentd does not learn it. */
    private static void pass(HttpExchange exchange, AtomicInteger bulks) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(elasticsearch.url() + exchange.getRequestURI()))
                    .header("Content-Type", "application/x-ndjson")
                    .method(
                            exchange.getRequestMethod(),
                            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
                    .build();
            HttpResponse<byte[]> answer = HTTP.send(request, BodyHandlers.ofByteArray());
            answer.headers().firstValue("X-elastic-product").ifPresent(product -> exchange.getResponseHeaders()
                    .set("X-elastic-product", product));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            boolean isLost = exchange.getRequestURI().getPath().endsWith("_bulk") && bulks.incrementAndGet() == 1;
            exchange.sendResponseHeaders(isLost ? 503 : answer.statusCode(), isLost ? -1 : answer.body().length);
            if (!isLost) {
                exchange.getResponseBody().write(answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private RealFluentd start() throws Exception {
        return RealFluentd.start(
                program, folder, URI.create(elasticsearch.url()).getPort());
    }

    private static List<byte[]> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> FluentdCases.out(n + 1, "line " + n))
                .toList();
    }

    private void write(String pod, String name, List<byte[]> lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        Path file = container(pod).resolve(name);
        Files.createDirectories(file.getParent());
        for (byte[] line : lines) {
            Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        if (lines.get(lines.size() - 1)[lines.get(lines.size() - 1).length - 1] != '\n') {
            Files.write(file, new byte[] {'\n'}, StandardOpenOption.APPEND);
        }
    }

    /** As the kubelet does. */
    private void rotate(String pod, String time) throws IOException {
        Files.move(container(pod).resolve("0.log"), container(pod).resolve("0.log." + time));
    }

    private Path container(String pod) {
        return folder.resolve("var/log/pods/emporium_" + pod + "_6f1c3c4e-0000-4000-8000-000000000001/main");
    }

    private static void await(RealFluentd fluentd, String index, int count) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (count(index) < count && fluentd.isAlive() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private static int count(String index) throws Exception {
        request("POST", "/" + index + "/_refresh", "");
        return request("GET", "/" + index + "/_count", "").path("count").asInt();
    }

    private static List<JsonNode> found(String index) throws Exception {
        count(index);
        List<JsonNode> sources = new ArrayList<>();
        request("GET", "/" + index + "/_search?size=5000", "")
                .at("/hits/hits")
                .forEach(hit -> sources.add(hit.path("_source")));
        return sources;
    }

    private static JsonNode request(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(elasticsearch.url() + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    }
}
