package dev.emporium.simulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaymentProviderSimulatorIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private record Told(String signature, String body) {}

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private HttpServer shop;
    private PaymentProviderSimulator simulator;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        shop.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            told.add(new Told(exchange.getRequestHeaders().getFirst(Webhooks.SIGNATURE), body));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        shop.start();
        simulator = open();
    }

    private PaymentProviderSimulator open() {
        return new PaymentProviderSimulator(new Settings(
                "127.0.0.1",
                0,
                folder,
                null,
                URI.create("http://127.0.0.1:" + shop.getAddress().getPort() + "/"),
                "secret",
                Duration.ofMillis(300),
                Duration.ofSeconds(60)));
    }

    @AfterEach
    void stop() {
        simulator.close();
        shop.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "tok_ok, requires_capture, ",
        "tok_visa, requires_capture, ",
        "tok_slow, requires_capture, ",
        "tok_duplicate_webhook, requires_capture, ",
        "tok_declined, declined, card_declined",
        "tok_insufficient_funds, declined, insufficient_funds",
        "tok_of_nobody, declined, card_declined",
        "tok_3ds, requires_action, ",
        "tok_3ds_abandoned, requires_action, "
    })
    void answersByTheToken(String token, String status, String code) throws Exception {
        JsonNode intent = charge("key", "order", token);

        assertThat(intent.path("status").asText()).isEqualTo(status);
        assertThat(intent.path("decline_code").asText(null)).isEqualTo(code);
        assertThat(intent.path("next_action_url").isNull()).isEqualTo(!status.equals("requires_action"));
    }

    @Test
    void chargesOnceForEachKeyHoweverParallel() {
        List<String> ids = IntStream.range(0, 20)
                .parallel()
                .mapToObj(i -> charge("key", "order", "tok_ok").path("id").asText())
                .distinct()
                .toList();

        assertThat(ids).hasSize(1);
        charge("another", "order", "tok_ok");
        assertThat(ledger("order").path("charges").asInt()).isEqualTo(2);
        assertThat(ledger("order").path("held").asLong()).isEqualTo(2 * 1999);
    }

    @Test
    void refusesAKeyThatStandsForAnotherRequest() throws Exception {
        charge("key", "order", "tok_ok");

        assertThat(post("v1/payment_intents", "key", wish("other", "tok_ok")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void hasChargedWhenItSaysThatSomethingWentWrong() throws Exception {
        assertThat(post("v1/payment_intents", "key", wish("order", "tok_error_then_ok"))
                        .statusCode())
                .isEqualTo(500);

        assertThat(charge("key", "order", "tok_error_then_ok").path("status").asText())
                .isEqualTo("requires_capture");
        assertThat(ledger("order").path("charges").asInt()).isEqualTo(1);
    }

    @Test
    void hasChargedWhenItSaysNothing() throws Exception {
        CompletableFuture<?> first = HTTP.sendAsync(
                request("v1/payment_intents", "key", wish("order", "tok_timeout_then_ok"))
                        .build(),
                BodyHandlers.ofString());
        while (ledger("order").path("charges").asInt() == 0) {
            Thread.onSpinWait();
        }

        assertThat(charge("key", "order", "tok_timeout_then_ok").path("status").asText())
                .isEqualTo("requires_capture");
        assertThat(ledger("order").path("charges").asInt()).isEqualTo(1);
        assertThat(first).isNotDone();
    }

    @Test
    void takesAndGivesBackNoMoreThanThereIs() throws Exception {
        String id = charge("key", "order", "tok_ok").path("id").asText();

        assertThat(post("v1/payment_intents/" + id + "/capture", "capture", "").statusCode())
                .isEqualTo(200);
        assertThat(post("v1/payment_intents/" + id + "/capture", "capture", "").statusCode())
                .isEqualTo(200);
        assertThat(post("v1/payment_intents/" + id + "/cancel", "cancel", "").statusCode())
                .isEqualTo(409);
        assertThat(refund(id, "first", 999).statusCode()).isEqualTo(200);
        assertThat(refund(id, "first", 999).statusCode()).isEqualTo(200);
        assertThat(refund(id, "second", 1001).statusCode()).isEqualTo(409);
        assertThat(ledger("order").toString())
                .isEqualTo("{\"reference\":\"order\",\"charges\":1,\"currency\":\"EUR\",\"authorised\":1999,"
                        + "\"held\":0,\"captured\":1999,\"refunded\":999}");
    }

    @Test
    void remembersWhenItsProcessIsGone() throws Exception {
        String id = charge("key", "order", "tok_ok").path("id").asText();
        simulator.close();
        Files.writeString(folder.resolve("charges.jsonl"), "{\"key\":\"half a li", StandardOpenOption.APPEND);

        simulator = open();

        assertThat(charge("key", "order", "tok_ok").path("id").asText()).isEqualTo(id);
        charge("next", "next", "tok_ok");
        simulator.close();
        simulator = open();
        assertThat(ledger("next").path("charges").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"confirm, requires_capture, 1999", "refuse, declined, 0"})
    void tellsTheShopWhatABuyerHasDecided(String button, String status, long held) throws Exception {
        JsonNode intent = charge("key", "order", "tok_3ds");
        URI page = URI.create(intent.path("next_action_url").asText());
        assertThat(HTTP.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                        .body())
                .contains("This is a simulator")
                .contains(intent.path("id").asText() + "/" + button);

        HTTP.send(
                HttpRequest.newBuilder(URI.create(page + "/" + button))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.discarding());

        Told webhook = told.poll(60, TimeUnit.SECONDS);
        JsonNode event = JSON.readTree(webhook.body());
        assertThat(event.path("type").asText()).isEqualTo("payment_intent." + status);
        assertThat(event.at("/data/object/reference").asText()).isEqualTo("order");
        long at = Long.parseLong(
                webhook.signature().substring(2, webhook.signature().indexOf(',')));
        assertThat(webhook.signature()).isEqualTo(Webhooks.signature(webhook.body(), at, "secret"));
        assertThat(ledger("order").path("held").asLong()).isEqualTo(held);
    }

    @Test
    void aBuyerWhoIsGoneConfirmsNothing() throws Exception {
        String page = charge("key", "order", "tok_3ds_abandoned")
                .path("next_action_url")
                .asText();

        assertThat(HTTP.send(
                                HttpRequest.newBuilder(URI.create(page + "/confirm"))
                                        .POST(BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void tellsOfOneThingTwiceOnDemandTheFirstTimeBeforeItsAnswer() throws Exception {
        charge("key", "order", "tok_duplicate_webhook");

        Told first = told.poll();
        assertThat(first).isNotNull();
        assertThat(told.poll(60, TimeUnit.SECONDS).body()).isEqualTo(first.body());
    }

    /** A full disk takes a part of what is written; the limit of a file's size does the same. */
    @Test
    void knowsWhatItHasAnsweredForAndNoMoreThoughTheDiskWasFull() throws Exception {
        assumeTrue(new ProcessBuilder("sh", "-c", "command -v prlimit").start().waitFor() == 0);
        simulator.close();
        Process limited = limited();
        try (BufferedReader output = limited.inputReader()) {
            int port = Integer.parseInt(output.readLine().replaceAll(".* at http://127.0.0.1:(\\d+);.*", "$1"));
            List<String> known = new ArrayList<>();
            int status = ask(port, "0");
            while (status == 200) {
                known.add(Integer.toString(known.size()));
                status = ask(port, Integer.toString(known.size()));
            }
            assertThat(status).isEqualTo(500);
            String pid = Long.toString(limited.pid());
            assertThat(new ProcessBuilder("prlimit", "--pid", pid, "--fsize=unlimited")
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(ask(port, "last")).isEqualTo(200);
            limited.destroy();
            assertThat(limited.waitFor(60, TimeUnit.SECONDS)).isTrue();

            simulator = open();
            assertThat(known)
                    .isNotEmpty()
                    .allMatch(reference -> ledger(reference).path("charges").asInt() == 1);
            assertThat(ledger(Integer.toString(known.size())).isMissingNode()).isTrue();
            assertThat(ledger("last").path("charges").asInt()).isEqualTo(1);
        } finally {
            limited.destroyForcibly();
        }
    }

    private Process limited() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -S -f 2; exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PaymentProviderSimulator.class.getName())
                .redirectErrorStream(true);
        builder.environment().put("PAYMENT_PROVIDER_PORT", "0");
        builder.environment().put("PAYMENT_PROVIDER_FOLDER", folder.toString());
        return builder.start();
    }

    private static int ask(int port, String reference) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/payment_intents"))
                                .header("Idempotency-Key", "key-of-" + reference)
                                .POST(BodyPublishers.ofString(wish(reference, "tok_ok")))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    private JsonNode ledger(String reference) {
        return get("ledger?reference=" + reference).at("/items/0");
    }

    private JsonNode get(String path) {
        try {
            return JSON.readTree(HTTP.send(
                            HttpRequest.newBuilder(URI.create(simulator.url() + "/" + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode charge(String key, String reference, String token) {
        try {
            return JSON.readTree(
                    post("v1/payment_intents", key, wish(reference, token)).body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String wish(String reference, String token) {
        return "{\"amount\":1999,\"currency\":\"EUR\",\"payment_method\":\"%s\",\"reference\":\"%s\"}"
                .formatted(token, reference);
    }

    private HttpResponse<String> refund(String id, String key, long amount) throws IOException, InterruptedException {
        return post(
                "v1/refunds",
                key,
                "{\"payment_intent\":\"%s\",\"amount\":%d,\"reference\":\"%s\"}".formatted(id, amount, key));
    }

    private HttpResponse<String> post(String path, String key, String body) throws IOException, InterruptedException {
        return HTTP.send(request(path, key, body).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String key, String body) {
        return HttpRequest.newBuilder(URI.create(simulator.url() + "/" + path))
                .header("Idempotency-Key", key + "-" + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString(body));
    }
}
