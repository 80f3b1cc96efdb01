package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Http.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The platform with OpenTelemetry's agent in the gateway and each service: {@code ./run_tests.sh --traces} asks for it, since it costs each
 * of them half of its start again.
 */
@OnThePlatform
class TracesIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** What the order says of who placed it. */
    private static final List<String> PERSONAL =
            List.of("ada@", "@example.com", "lovelace", "james", "sw1y", "tok_visa", "bearer");

    private static final Pattern EXEMPLAR =
            Pattern.compile("http_server_request_duration_seconds_bucket\\{.*# \\{.*trace_id=\"([0-9a-f]{32})\"");

    private final Platform platform;
    private final Shop shop;

    TracesIT(Platform platform) {
        this.platform = platform;
        this.shop = Shop.at(platform);
    }

    @BeforeEach
    void isAskedFor() {
        assumeTrue(Platform.isTraced(), "Only ./run_tests.sh --traces asks for traces");
    }

    @Test
    void anOrderIsOneTraceFromItsRequestToTheMail() throws Exception {
        String product = shop.createProduct("Thing", 1_000);
        String cart = shop.customer().post("/carts/", Map.of()).text("cart_id");
        shop.customer().post("/carts/" + cart + "/items", Map.of("product_id", product, "quantity", 1));
        String request = Shop.key();
        Answer placed = shop.customer()
                .post(
                        "/orders/",
                        Shop.orderOfCart(cart),
                        "Idempotency-Key",
                        Shop.key(),
                        "Prefer",
                        "wait=10",
                        "X-Request-Id",
                        request);
        assertThat(placed.status()).as(placed.toString()).isEqualTo(201);

        Traces order = Eventually.get(SOON, () -> {
            Traces traces = Traces.of(request);
            assertThat(traces.named("notification-service", "bring mail")).hasSize(2);
            assertThat(traces.named("shipping-service", "send shipping.events")).isNotEmpty();
            assertThat(traces.named("shipping-service", "ask for a label")).isNotEmpty();
            assertThat(traces.named("cart-service", "process order.confirmed")).isNotEmpty();
            assertThat(traces.roots()).hasSize(1);
            return traces;
        });
        assertThat(order.roots().get(0).path("name").asText()).isEqualTo("POST to order-service");
        assertThat(order.services())
                .contains(
                        "gateway",
                        "order-service",
                        "product-service",
                        "payment-service",
                        "shipping-service",
                        "cart-service",
                        "notification-service");
        assertThat(order.named("shipping-service", "process shipment.create"))
                .singleElement()
                .satisfies(span -> assertThat(order.way(span))
                        .containsExactly(
                                "gateway",
                                "order-service",
                                "product-service",
                                "order-service",
                                "payment-service",
                                "order-service",
                                "shipping-service"));
        assertThat(order.named("notification-service", "bring mail"))
                .extracting(span -> String.join(" ", order.way(span)))
                .containsExactlyInAnyOrder(
                        "gateway order-service notification-service",
                        "gateway order-service product-service order-service payment-service order-service notification-service");
        for (String step : List.of("awaiting_stock", "awaiting_payment")) {
            assertThat(order.named("order-service", "checkout " + step))
                    .singleElement()
                    .satisfies(span -> assertThat(span.path("attributes")
                                    .path("emporium.order_id")
                                    .asText())
                            .isEqualTo(placed.text("order_id")));
        }
        assertThat(order.named("order-service", "insert into idempotency_keys")).hasSize(1);
        assertThat(order.spans().values()).allSatisfy(TracesIT::saysNothingOfAPerson);
        assertThat(platform.trace(request).output())
                .contains(
                        "trace " + order.roots().get(0).path("trace").asText(), "POST to order-service", "bring mail");
    }

    private static void saysNothingOfAPerson(JsonNode span) {
        assertThat(span.toString().toLowerCase(Locale.ROOT)).doesNotContain(PERSONAL);
    }

    /** As docs/runbooks/one-request.md goes. */
    @Test
    void aProblemDocumentLeadsToItsLinesAndItsTrace() throws Exception {
        Answer problem = shop.guest().get("/products/01980000-0000-7000-8000-000000000000");
        String request = problem.text("request_id");

        Eventually.within(SOON, () -> assertThat(platform.trace(request).output())
                .contains("product-service", "GET /products/{product_id}"));
        Eventually.within(SOON, () -> assertThat(platform.lines(request).output())
                .contains("product-service", "http.response.status_code=404"));
        JsonNode span = Traces.of(request).roots().get(0);
        assertThat(span.path("service").asText()).isEqualTo("gateway");
        assertThat(problem.text("trace_id")).isEqualTo(span.path("trace").asText());
        assertThat(ServiceLogs.lines())
                .filteredOn(line -> line.path("http.request.id").asText().equals(request))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.path("trace.id").asText())
                        .isEqualTo(span.path("trace").asText()));
    }

    /** The point above a latency: of some request of those that a moment had. */
    @Test
    void aLatencyLeadsToTheTraceOfARequestThatTookSoLong() throws Exception {
        shop.guest().get("/products/");
        HttpRequest scrape = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + platform.ports().admin("product-service") + "/metrics"))
                .header("Accept", "application/openmetrics-text; version=1.0.0")
                .build();
        Eventually.within(SOON, () -> {
            String text = HttpClient.newHttpClient()
                    .send(scrape, BodyHandlers.ofString())
                    .body();
            String traces = ServiceLogs.text(Traces.latest());
            assertThat(EXEMPLAR.matcher(text).results().map(exemplar -> exemplar.group(1)))
                    .isNotEmpty()
                    .anyMatch(traces::contains);
        });
    }

    @Test
    void whoScrapesAndProbesLeavesNoTrace() {
        assertThat(ServiceLogs.text(Traces.latest())).doesNotContain("/metrics", "/health", "databasechangelog");
    }
}
