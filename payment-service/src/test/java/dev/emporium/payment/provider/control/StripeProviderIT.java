package dev.emporium.payment.provider.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.net.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.emporium.payment.provider.entity.Finding;
import dev.emporium.payment.provider.entity.Finding.Kind;
import dev.emporium.payment.provider.entity.ProviderCall;
import dev.emporium.payment.provider.entity.Step;
import dev.emporium.platform.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Stripe is asked, and what its answers are taken for; the answers are in its own form. */
class StripeProviderIT {
    private static final String METHOD = "{\"id\":\"pm_1\",\"object\":\"payment_method\",\"type\":\"card\"}";
    private static final String INTENTS = "/v1/payment_intents";

    private record Request(String method, String path, String key, String authorization, String body) {}

    private record Reply(int status, String body) {}

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
    private HttpServer server;
    private StripeProvider stripe;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        stripe = new StripeProvider(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                "sk_test_key",
                Duration.ofSeconds(30),
                URI.create("https://shop.example/paid"),
                new WebhookSignature("whsec_test", Clock.systemUTC()),
                Json.mapper());
        replies("/v1/payment_methods", 200, METHOD);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                exchange.getRequestHeaders().getFirst("Authorization"),
                URLDecoder.decode(
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                        StandardCharsets.UTF_8)));
        Deque<Reply> queue = replies.get(path);
        Reply reply = queue == null ? null : queue.size() > 1 ? queue.poll() : queue.peek();
        if (reply != null) {
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
        // else it hangs up
        exchange.close();
    }

    private void replies(String path, int status, String body) {
        replies.computeIfAbsent(path, any -> new ArrayDeque<>()).add(new Reply(status, body));
    }

    private static String intent(String status, String more) {
        return """
               {"id":"pi_1","object":"payment_intent","amount":1999,"currency":"eur","status":"%s",
                "metadata":{"payment_id":"%s"}%s}
               """
                .formatted(status, Calls.PAYMENT, more);
    }

    private static String error(String type, String code, String more) {
        return "{\"error\":{\"type\":\"%s\",\"code\":\"%s\",\"message\":\"No.\"%s}}".formatted(type, code, more);
    }

    @Test
    void holdsTheMoneyOfTheTokenUnderTheCallsOwnKey() {
        replies(INTENTS, 200, intent("requires_capture", ""));

        assertThat(stripe.perform(Calls.of(Step.AUTHORISE))).isEqualTo(Finding.of(Kind.AUTHORISED, "pi_1"));

        assertThat(requests).extracting(Request::path).containsExactly("/v1/payment_methods", INTENTS);
        assertThat(requests.get(0).body()).contains("type=card", "card[token]=tok_visa");
        assertThat(requests.get(1).key()).isEqualTo(Calls.PAYMENT + ":authorise");
        assertThat(requests.get(1).authorization()).isEqualTo("Bearer sk_test_key");
        assertThat(requests.get(1).body())
                .contains(
                        "amount=1999",
                        "currency=eur",
                        "capture_method=manual",
                        "confirm=true",
                        "payment_method=pm_1",
                        "return_url=https://shop.example/paid",
                        "metadata[payment_id]=" + Calls.PAYMENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "requires_capture; ; AUTHORISED; ",
                "succeeded; ; CAPTURED; ",
                "canceled; ; VOIDED; ",
                "processing; ; UNKNOWN; status processing",
                "requires_action; ; UNKNOWN; an action without an address",
                "requires_payment_method; ,\"last_payment_error\":{\"code\":\"card_declined\","
                        + "\"decline_code\":\"insufficient_funds\"}; DECLINED; insufficient_funds",
                "requires_payment_method; ,\"last_payment_error\":{\"code\":\"card_declined\","
                        + "\"decline_code\":\"generic_decline\"}; DECLINED; declined",
                "requires_payment_method; ,\"last_payment_error\":{\"code\":\"payment_intent_authentication_failure\"};"
                        + " DECLINED; not_confirmed",
                "requires_payment_method; ; DECLINED; declined"
            })
    void takesEachStateForWhatItIs(String status, String more, Kind kind, String reason) {
        replies(INTENTS + "/pi_1", 200, intent(status, more == null ? "" : more));

        Finding found = stripe.perform(Calls.of(Step.ASK));
        assertThat(found.kind()).isEqualTo(kind);
        assertThat(found.reason()).isEqualTo(reason);
    }

    @Test
    void sendsTheBuyerToTheBank() {
        replies(
                INTENTS,
                200,
                intent(
                        "requires_action",
                        ",\"next_action\":{\"type\":\"redirect_to_url\",\"redirect_to_url\":"
                                + "{\"url\":\"https://bank.example/confirm\",\"return_url\":\"https://shop.example/\"}}"));

        assertThat(stripe.perform(Calls.of(Step.AUTHORISE)))
                .isEqualTo(Finding.actionRequired("pi_1", "https://bank.example/confirm"));
    }

    @ParameterizedTest
    @CsvSource({
        "402, card_error, card_declined, DECLINED",
        "400, invalid_request_error, parameter_invalid, REFUSED",
        "404, invalid_request_error, resource_missing, REFUSED",
        "409, idempotency_error, idempotency_key_in_use, UNKNOWN",
        "401, invalid_request_error, api_key_expired, UNKNOWN",
        "403, invalid_request_error, permission, UNKNOWN",
        "429, rate_limit_error, rate_limit, UNKNOWN",
        "500, api_error, none, UNKNOWN",
        "503, api_error, none, UNKNOWN"
    })
    void takesOnlyAClearNoForANo(int status, String type, String code, Kind kind) {
        replies(INTENTS, status, error(type, code, ",\"decline_code\":\"insufficient_funds\""));

        assertThat(stripe.perform(Calls.of(Step.AUTHORISE)).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":", "[]", "<html>", ""})
    void doesNotKnowWhatAnAnswerMeansThatIsNone(String body) {
        replies(INTENTS, 200, body);

        assertThat(finding(Calls.of(Step.AUTHORISE)).kind()).isEqualTo(Kind.UNKNOWN);
    }

    /** As whoever makes calls takes an exception. */
    private Finding finding(ProviderCall call) {
        try {
            return stripe.perform(call);
        } catch (RuntimeException e) {
            return Finding.unknown(e.getClass().getSimpleName());
        }
    }

    @Test
    void doesNotKnowWhenNobodyAnswers() {
        assertThat(stripe.perform(Calls.of(Step.AUTHORISE)).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void believesInNoOtherPaymentThanTheOneThatWasAskedFor() {
        replies(INTENTS + "/pi_1", 200, intent("requires_capture", "").replace("1999", "1998"));
        assertThat(stripe.perform(Calls.of(Step.ASK)).kind()).isEqualTo(Kind.UNKNOWN);

        replies.clear();
        replies(INTENTS + "/pi_1", 200, intent("requires_capture", "").replace("0000000000f1", "0000000000f2"));
        assertThat(stripe.perform(Calls.of(Step.ASK)).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void looksForWhatIsNotKnownBeforeItAsksAgain() {
        replies(
                INTENTS + "/search",
                200,
                "{\"object\":\"search_result\",\"data\":[" + intent("requires_capture", "") + "]}");

        assertThat(stripe.perform(Calls.again(Step.AUTHORISE))).isEqualTo(Finding.of(Kind.AUTHORISED, "pi_1"));
        assertThat(requests).extracting(Request::method).containsExactly("GET");
    }

    @Test
    void asksAgainUnderTheSameKeyWhereNothingIsFound() {
        replies(INTENTS + "/search", 200, "{\"object\":\"search_result\",\"data\":[]}");
        replies(INTENTS, 200, intent("requires_capture", ""));

        assertThat(stripe.perform(Calls.again(Step.AUTHORISE))).isEqualTo(Finding.of(Kind.AUTHORISED, "pi_1"));
        assertThat(requests.get(1).key()).isEqualTo(Calls.PAYMENT + ":authorise:method");
        assertThat(requests.get(2).key()).isEqualTo(Calls.PAYMENT + ":authorise");
    }

    /** Its keys are forgotten after a day: whoever does not know what has become of a payment makes no other. */
    @ParameterizedTest
    @ValueSource(strings = {"processing", "nobody answers"})
    void makesNoOtherPaymentWhileItIsNotSureThatThereIsNone(String status) {
        if (status.equals("processing")) {
            replies(INTENTS + "/search", 200, "{\"object\":\"search_result\",\"data\":[" + intent(status, "") + "]}");
        }
        replies(INTENTS, 200, intent("requires_capture", ""));

        assertThat(stripe.perform(Calls.again(Step.AUTHORISE)).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(requests).extracting(Request::method).containsOnly("GET");
    }

    @Test
    void takesAndLetsGo() {
        replies(INTENTS + "/pi_1/capture", 200, intent("succeeded", ""));
        replies(INTENTS + "/pi_1/cancel", 200, intent("canceled", ""));

        assertThat(stripe.perform(Calls.of(Step.CAPTURE)).kind()).isEqualTo(Kind.CAPTURED);
        assertThat(stripe.perform(Calls.of(Step.VOID)).kind()).isEqualTo(Kind.VOIDED);
        assertThat(requests)
                .extracting(Request::key)
                .containsExactly(Calls.PAYMENT + ":capture", Calls.PAYMENT + ":void");
    }

    /** Its own errors it repeats under a key for a day, be it done or not. */
    @ParameterizedTest
    @CsvSource({"CAPTURE, capture, succeeded, CAPTURED", "VOID, cancel, canceled, VOIDED"})
    void looksWhereAPaymentStandsThatIsNotKnownAndAsksAnew(Step step, String route, String status, Kind kind) {
        replies(INTENTS + "/pi_1", 200, intent("requires_capture", ""));
        replies(INTENTS + "/pi_1", 200, intent(status, ""));
        replies(INTENTS + "/pi_1/" + route, 200, intent(status, ""));

        assertThat(stripe.perform(Calls.again(step)).kind()).isEqualTo(kind);
        assertThat(requests).extracting(Request::method).containsExactly("GET", "POST");
        assertThat(requests.get(1).key()).isEqualTo(Calls.PAYMENT + ":" + step.word() + ":2");

        assertThat(stripe.perform(Calls.again(step)).kind())
                .as("done meanwhile")
                .isEqualTo(kind);
        assertThat(requests).extracting(Request::method).containsExactly("GET", "POST", "GET");
    }

    @ParameterizedTest
    @CsvSource({
        "CAPTURE, capture, canceled, VOIDED",
        "CAPTURE, capture, succeeded, CAPTURED",
        "CAPTURE, capture, requires_capture, REFUSED",
        "VOID, cancel, canceled, VOIDED",
        "VOID, cancel, succeeded, CAPTURED",
        "VOID, cancel, requires_capture, UNKNOWN"
    })
    void asksHowThingsStandWhereItIsRefused(Step step, String route, String status, Kind kind) {
        replies(INTENTS + "/pi_1/" + route, 400, error("invalid_request_error", "payment_intent_unexpected_state", ""));
        replies(INTENTS + "/pi_1", 200, intent(status, ""));

        assertThat(stripe.perform(Calls.of(step)).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "succeeded, 1999, REFUNDED",
        "pending, 1999, REFUNDED",
        "failed, 1999, REFUSED",
        "canceled, 1999, REFUSED",
        "requires_action, 1999, UNKNOWN",
        "succeeded, 1998, UNKNOWN"
    })
    void givesBack(String status, long amount, Kind kind) {
        replies(
                "/v1/refunds",
                200,
                "{\"id\":\"re_1\",\"object\":\"refund\",\"amount\":%d,\"status\":\"%s\"}".formatted(amount, status));

        assertThat(stripe.perform(Calls.of(Step.REFUND)).kind()).isEqualTo(kind);
        assertThat(requests.get(0).key()).isEqualTo(Calls.PAYMENT + ":refund:" + Calls.REFUND);
        assertThat(requests.get(0).body()).contains("payment_intent=pi_1", "amount=1999");
    }

    /** Nor is a refund made twice that nobody has told of for longer than its key is known. */
    @ParameterizedTest
    @CsvSource({
        "succeeded, REFUNDED",
        "pending, REFUNDED",
        "failed, REFUSED",
        "requires_action, UNKNOWN",
    })
    void looksForARefundThatIsNotKnownBeforeItAsksAgain(String status, Kind kind) {
        replies("/v1/refunds", 200, refunds(refund(UUID.randomUUID(), "succeeded"), refund(Calls.REFUND, status)));

        assertThat(stripe.perform(Calls.again(Step.REFUND)).kind()).isEqualTo(kind);
        assertThat(requests).extracting(Request::method).containsExactly("GET");
        assertThat(requests.get(0).path()).contains("payment_intent=pi_1");
    }

    /** Of many refunds no more than a hundred are listed at a time, and the one that is looked for may be the oldest. */
    @Test
    void looksForARefundAmongAllThatThereAre() {
        replies(
                "/v1/refunds",
                200,
                refunds(refund(UUID.randomUUID(), "succeeded")).replace("\"has_more\":false", "\"has_more\":true"));
        replies("/v1/refunds", 200, refunds(refund(Calls.REFUND, "succeeded")));

        assertThat(stripe.perform(Calls.again(Step.REFUND)).kind()).isEqualTo(Kind.REFUNDED);
        assertThat(requests).extracting(Request::method).containsExactly("GET", "GET");
        assertThat(requests.get(0).path()).doesNotContain("starting_after");
        assertThat(requests.get(1).path()).contains("payment_intent=pi_1", "starting_after=re_1");
    }

    @Test
    void asksAgainForARefundUnderTheSameKeyWhereThereIsNone() {
        replies("/v1/refunds", 200, refunds(refund(UUID.randomUUID(), "succeeded")));
        replies("/v1/refunds", 200, refund(Calls.REFUND, "succeeded"));

        assertThat(stripe.perform(Calls.again(Step.REFUND)).kind()).isEqualTo(Kind.REFUNDED);
        assertThat(requests).extracting(Request::method).containsExactly("GET", "POST");
        assertThat(requests.get(1).key()).isEqualTo(Calls.PAYMENT + ":refund:" + Calls.REFUND);
    }

    @Test
    void makesNoOtherRefundWhileItIsNotSureThatThereIsNone() {
        replies("/v1/refunds", 500, error("api_error", "none", ""));
        replies("/v1/refunds", 200, refund(Calls.REFUND, "succeeded"));

        assertThat(stripe.perform(Calls.again(Step.REFUND)).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(requests).extracting(Request::method).containsExactly("GET");
    }

    private static String refunds(String... refunds) {
        return "{\"object\":\"list\",\"data\":[" + String.join(",", refunds) + "],\"has_more\":false}";
    }

    private static String refund(UUID refundId, String status) {
        return "{\"id\":\"re_1\",\"object\":\"refund\",\"amount\":1999,\"status\":\"%s\",\"metadata\":{\"refund_id\":\"%s\"}}"
                .formatted(status, refundId);
    }

    @Test
    void refusesCurrenciesThatItCountsInOtherUnits() {
        assertThat(stripe.perform(Calls.of(Step.AUTHORISE, 1, "ISK")).kind()).isEqualTo(Kind.REFUSED);
        assertThat(requests).isEmpty();
    }

    private static byte[] body(String event) throws IOException {
        try (var file = StripeProviderIT.class.getResourceAsStream("/stripe/" + event + ".json")) {
            return file.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "payment_intent.amount_capturable_updated, evt_3PgafuB7WZ01zgkW1Qd2Vd8x, true, false",
        "payment_intent.payment_failed, evt_3PgagAB7WZ01zgkW0tYbE4aP, true, false",
        "charge.refunded, evt_3PgahZB7WZ01zgkW1Lq9aTn2, true, false",
        "refund.failed, evt_1PgajXB7WZ01zgkWu8Kd3LwQ, true, true",
        "refund.updated, evt_1PgajYB7WZ01zgkWc5Nf7TzM, true, false",
        "customer.created, evt_1PgaiPB7WZ01zgkWzT0q4bRk, false, false"
    })
    void readsWebhooksThatAreSignedAsStripesOwnLibrarySigns(String type, String eventId, boolean ours, boolean failed)
            throws Exception {
        byte[] body = body(type);
        String header =
                Webhook.Signature.generateSignatureHeader(new String(body, StandardCharsets.UTF_8), "whsec_test");

        assertThat(stripe.read(header, body))
                .isEqualTo(new WebhookEvent(eventId, ours ? Calls.PAYMENT : null, failed ? Calls.REFUND : null));
        assertThatThrownBy(() -> stripe.read(header.replace("v1=", "v1=0"), body))
                .isInstanceOf(InvalidWebhookException.class);
    }
}
