package dev.emporium.payment.provider.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.payment.provider.entity.Finding;
import dev.emporium.payment.provider.entity.Finding.Kind;
import dev.emporium.payment.provider.entity.ProviderCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The provider of {@code simulators/}, which moves no money. Thread safe. */
public final class SimulatedProvider implements PaymentProvider {
    /** Not about what was asked: our credentials, too much at once, somebody else's trouble. */
    private static final Set<Integer> PASSING = Set.of(401, 403, 408, 425, 429);

    private final String charges;
    private final String refunds;
    private final Duration timeout;
    private final WebhookSignature signature;
    private final ObjectMapper json;
    private final HttpClient http;

    public SimulatedProvider(URI url, Duration timeout, WebhookSignature signature, ObjectMapper json) {
        this.charges = url + "/v1/payment_intents";
        this.refunds = url + "/v1/refunds";
        this.timeout = timeout;
        this.signature = signature;
        this.json = json;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public Finding authorise(ProviderCall call) {
        ObjectNode wish = wish(call)
                .put("currency", call.amount().currencyCode())
                .put("payment_method", call.token())
                .put("reference", call.paymentId().toString());
        return exchange(post(charges, call, wish.toString()), charge -> standing(charge, call));
    }

    @Override
    public Finding ask(ProviderCall call) {
        return exchange(request(charges + "/" + call.reference()), charge -> standing(charge, call));
    }

    @Override
    public Finding capture(ProviderCall call) {
        return exchange(
                post(charges + "/" + call.reference() + "/capture", call, ""), charge -> standing(charge, call));
    }

    @Override
    public Finding release(ProviderCall call) {
        return exchange(post(charges + "/" + call.reference() + "/cancel", call, ""), charge -> standing(charge, call));
    }

    @Override
    public Finding refund(ProviderCall call) {
        ObjectNode wish = wish(call)
                .put("payment_intent", call.reference())
                .put("reference", call.refundId().toString());
        return exchange(
                post(refunds, call, wish.toString()),
                refund -> refund.path("amount").asLong() == call.amount().minorUnits()
                        ? Finding.of(Kind.REFUNDED, call.reference())
                        : Finding.unknown("another amount"));
    }

    private static ObjectNode wish(ProviderCall call) {
        return JsonNodeFactory.instance.objectNode().put("amount", call.amount().minorUnits());
    }

    private static Finding standing(JsonNode charge, ProviderCall call) {
        if (!charge.path("reference").asText().equals(call.paymentId().toString())
                || charge.path("amount").asLong() != call.amount().minorUnits()
                || !charge.path("currency").asText().equals(call.amount().currencyCode())) {
            return Finding.unknown("another charge than was asked for");
        }
        String id = charge.path("id").asText();
        return switch (charge.path("status").asText()) {
            case "requires_capture" -> Finding.of(Kind.AUTHORISED, id);
            case "requires_action" ->
                Finding.actionRequired(id, charge.path("next_action_url").asText());
            case "declined" ->
                Finding.declined(id, reason(charge.path("decline_code").asText()));
            case "succeeded" -> Finding.of(Kind.CAPTURED, id);
            case "canceled" -> Finding.of(Kind.VOIDED, id);
            default -> Finding.unknown("a status of its own");
        };
    }

    private static String reason(String code) {
        return switch (code) {
            case "insufficient_funds" -> Finding.INSUFFICIENT_FUNDS;
            case "authentication_failed" -> Finding.NOT_CONFIRMED;
            default -> Finding.DECLINED;
        };
    }

    private HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(timeout);
    }

    private HttpRequest.Builder post(String url, ProviderCall call, String body) {
        return request(url)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", call.key())
                .POST(BodyPublishers.ofString(body));
    }

    private Finding exchange(HttpRequest.Builder request, Function<JsonNode, Finding> meaning) {
        try {
            HttpResponse<byte[]> response = send(request.build());
            int status = response.statusCode();
            if (status == 200) {
                return meaning.apply(json.readTree(response.body()));
            }
            return status < 400 || status >= 500 || PASSING.contains(status)
                    ? Finding.unknown("status " + status)
                    : Finding.refused("status " + status);
        } catch (IOException e) {
            return Finding.unknown(e.getClass().getSimpleName());
        }
    }

    /** The request's own time-out is over with the head of the answer, this one is not. */
    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(timeout.toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public String signatureHeader() {
        return "Simulator-Signature";
    }

    @Override
    public WebhookEvent read(String header, byte[] body) {
        signature.verify(header, body);
        try {
            JsonNode event = json.readTree(body);
            return WebhookEvent.of(
                    event.path("id").asText(),
                    event.at("/data/object/reference").asText(),
                    "");
        } catch (IOException e) {
            throw new InvalidWebhookException("not JSON");
        }
    }
}
