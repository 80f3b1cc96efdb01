package dev.emporium.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * A payment provider that is none, modelled on Stripe's PaymentIntents: a charge is made under an
 * {@code Idempotency-Key}, captured, cancelled and refunded; buyers confirm on a page; webhooks tell of it. {@code GET
 * /ledger} is what it believes. The tokens are those of {@link Token}.
 */
public final class PaymentProviderSimulator implements AutoCloseable {
    private static final int LONGEST_BODY = 1 << 16;

    static {
        // else each answer waits for the client to acknowledge its headers; read once, when the server's class is
        // loaded
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ObjectMapper json = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    private final Settings settings;
    private final Charges charges;
    private final Webhooks webhooks;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    public PaymentProviderSimulator(Settings settings) {
        this.settings = settings;
        this.charges = new Charges(settings.folder(), json);
        this.webhooks = new Webhooks(settings.webhookUrl(), settings.webhookSecret(), json);
        try {
            server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), 0);
        } catch (IOException e) {
            charges.close();
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public static void main(String[] arguments) {
        PaymentProviderSimulator simulator = new PaymentProviderSimulator(Settings.of(System.getenv()));
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
        System.out.println("The simulated payment provider listens at " + simulator.url() + "; no money is moved");
    }

    /** Where it is reached, without a slash at the end. */
    public URI url() {
        return URI.create(
                "http://%s:%d".formatted(settings.host(), server.getAddress().getPort()));
    }

    private String publicUrl() {
        return Optional.ofNullable(settings.publicUrl()).orElseGet(this::url).toString();
    }

    /** Hangs up on everybody, and gives back the file. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        webhooks.close();
        charges.close();
    }

    private record Reply(int status, String type, byte[] body, String location) {}

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply;
            try {
                reply = answer(exchange);
            } catch (Refused e) {
                reply = error(e.status(), e.code(), e.getMessage());
            } catch (UncheckedIOException e) {
                reply = error(500, "api_error", "Something is wrong on our side.");
            } catch (IOException | RuntimeException e) {
                reply = error(400, "parameter_invalid", "That is no request of ours.");
            }
            exchange.getResponseHeaders().set("Content-Type", reply.type());
            exchange.getResponseHeaders()
                    .set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
            if (reply.location() != null) {
                exchange.getResponseHeaders().set("Location", reply.location());
            }
            exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            exchange.getResponseBody().write(reply.body());
        } catch (InterruptedException e) {
            // it is being stopped: hang up
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException, InterruptedException {
        String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
        String route = exchange.getRequestMethod() + " " + template(path);
        return switch (route) {
            case "GET " -> page(Pages.start());
            case "GET health" -> json(Map.of("status", "ok", "simulator", true));
            case "GET ledger" -> json(Map.of("simulator", true, "items", charges.accounts(query(exchange))));
            case "POST v1/payment_intents" -> create(exchange);
            case "GET v1/payment_intents" -> json(Map.of("items", charges.withReference(query(exchange))));
            case "GET v1/payment_intents/*" -> json(charges.get(path[2]));
            case "POST v1/payment_intents/*/capture" -> change(exchange, path[2], Intent::capture);
            case "POST v1/payment_intents/*/cancel" -> change(exchange, path[2], Intent::cancel);
            case "POST v1/refunds" -> refund(exchange);
            case "GET pay/*" -> page(Pages.of(charges.get(path[1])));
            case "POST pay/*/confirm" -> decide(path[1], Intent::confirm);
            case "POST pay/*/refuse" -> decide(path[1], Intent::refuse);
            default -> throw new Refused(404, "no_such_route", "There is nothing here.");
        };
    }

    /** The path with a star in place of an id. */
    private static String template(String[] path) {
        return String.join(
                "/",
                Arrays.stream(path)
                        .map(part -> part.startsWith("pi_") ? "*" : part)
                        .toList());
    }

    private Reply create(HttpExchange exchange) throws IOException, InterruptedException {
        String body = body(exchange);
        JsonNode wish = json.readTree(body);
        Token token = Token.of(text(wish, "payment_method"));
        Charges.Done done = charges.create(
                key(exchange),
                "create " + body,
                text(wish, "reference"),
                amount(wish),
                text(wish, "currency"),
                text(wish, "payment_method"),
                publicUrl() + "/pay/");
        if (done.isNew()) {
            switch (token) {
                case SLOW -> pause(settings.slow());
                case TIMEOUT_THEN_OK -> {
                    pause(settings.silence());
                    throw new InterruptedException("says nothing");
                }
                case ERROR_THEN_OK -> throw new Refused(500, "api_error", "Something went wrong on our side.");
                case DUPLICATE_WEBHOOK -> {
                    String event = webhooks.event(done.intent());
                    webhooks.tellNow(event);
                    webhooks.tell(event);
                }
                default -> {
                    // answered at once
                }
            }
        }
        return json(done.intent());
    }

    private static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }

    private Reply change(HttpExchange exchange, String id, UnaryOperator<Intent> change) {
        String request = exchange.getRequestURI().getPath();
        return json(charges.change(key(exchange), request, id, change).intent());
    }

    private Reply refund(HttpExchange exchange) throws IOException {
        String body = body(exchange);
        JsonNode wish = json.readTree(body);
        return json(charges.refund(
                        key(exchange),
                        "refund " + body,
                        text(wish, "payment_intent"),
                        text(wish, "reference"),
                        amount(wish))
                .refund());
    }

    /** A buyer has decided: they see so, and the shop is told. */
    private Reply decide(String id, UnaryOperator<Intent> decision) {
        Intent decided = charges.change(null, null, id, decision).intent();
        webhooks.tell(webhooks.event(decided));
        return new Reply(303, "text/plain", new byte[0], publicUrl() + "/pay/" + id);
    }

    private static String key(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key"))
                .orElseThrow(() -> new Refused(400, "idempotency_key_required", "Name the request by a key."));
    }

    private static String body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The reference that is asked for, or null. */
    private static String query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        return query != null && query.startsWith("reference=") ? query.substring("reference=".length()) : null;
    }

    private static String text(JsonNode wish, String field) {
        String text = Optional.ofNullable(wish.get(field))
                .orElse(MissingNode.getInstance())
                .asText();
        if (text.isEmpty()) {
            throw new Refused(400, "parameter_missing", field + " is missing");
        }
        return text;
    }

    private static long amount(JsonNode wish) {
        JsonNode amount = wish.path("amount");
        if (!amount.isIntegralNumber() || amount.asLong() < 1) {
            throw new Refused(400, "parameter_invalid", "amount is a number of minor units, 1 at least");
        }
        return amount.asLong();
    }

    private Reply json(Object value) {
        return json(200, value);
    }

    private Reply json(int status, Object value) {
        try {
            return new Reply(status, "application/json", json.writeValueAsBytes(value), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reply page(String html) {
        return new Reply(200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8), null);
    }

    private Reply error(int status, String code, String message) {
        return json(status, Map.of("error", Map.of("code", code, "message", message)));
    }
}
