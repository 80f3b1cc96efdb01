package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Accounts.Account;
import dev.emporium.system.Http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the running platform writes, held against docs/log-fields.md both ways; and that one request's lines belong together. */
@OnThePlatform
class LogFieldsIT {
    private static final String DELIVERIES = "order-service http-request /orders/deliveries";
    private static final Pattern FIELD = Pattern.compile("\\| `([a-z@][a-z_.@]*)` \\| `([a-z_]+)` \\|.*");
    private static final Pattern ACTION = Pattern.compile("`([a-z]+(?:-[a-z]+)+|registered)`");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Platform platform;
    private final Shop shop;
    private final String run = Shop.key();
    private final String page;

    LogFieldsIT(Platform platform) {
        this.platform = platform;
        this.shop = Shop.at(platform);
        this.page = ServiceLogs.text(Platform.root().resolve("docs").resolve("log-fields.md"));
    }

    @Test
    void writesWhatIsDocumentedAndDocumentsWhatIsWritten() throws Exception {
        Map<String, String> documented = new LinkedHashMap<>();
        page.lines()
                .map(FIELD::matcher)
                .filter(Matcher::matches)
                .forEach(row -> documented.put(row.group(1), row.group(2)));
        String order = moveAnOrder();
        rejectAnOrder();
        manageAccounts();
        String dead = UUID.randomUUID().toString();
        platform.sendWhatCannotBeApplied(dead, run);
        platform.sendRefundOfNothing(order);
        String product = shop.createProduct("Thing", 1);
        String unsure = shop.place(Shop.paidBy("tok_error_then_ok", Map.of(product, 1)), Shop.key())
                .text("order_id");

        Eventually.within(PATIENCE, () -> {
            assertThat(with("emporium.order_id", unsure))
                    .anySatisfy(line -> assertThat(line.has("emporium.attempt")).isTrue());
            assertThat(with("emporium.subject_id", dead)).isNotEmpty();
            assertThat(with("emporium.order_id", order))
                    .extracting(LogFieldsIT::event)
                    .containsExactlyInAnyOrder(
                            "order-service order-placed pending",
                            "order-service order-moved confirmed",
                            "order-service order-moved cancelled",
                            "payment-service payment-moved authorised",
                            "payment-service payment-moved voided",
                            "payment-service refund-failed ",
                            "notification-service notification-sent order_received",
                            "notification-service notification-sent order_confirmed",
                            "notification-service notification-sent order_cancelled");
        });
        Eventually.within(PATIENCE, () -> {
            Set<String> written = new TreeSet<>();
            for (JsonNode line : ServiceLogs.lines()) {
                assertThat(wrong(line, documented)).as(line.toString()).isEmpty();
                line.fieldNames().forEachRemaining(written::add);
            }
            assertThat(written).containsExactlyInAnyOrderElementsOf(documented.keySet());
        });
    }

    @Test
    void noticesAFieldThatIsNotDocumentedAndOneOfAnotherType() {
        JsonNode line = ServiceLogs.parse("{\"message\":\"m\",\"event.duration\":\"1\",\"order\":\"o\",\"at\":{}}");
        assertThat(wrong(line, Map.of("message", "match_only_text", "event.duration", "long", "at", "keyword")))
                .containsExactly("event.duration", "order", "at");
    }

    @Test
    void javaHasNothingToWarnOfInAnyProcess() {
        assertThat(ServiceLogs.files())
                .flatExtracting(log -> ServiceLogs.text(log)
                        .lines()
                        .filter(line -> line.startsWith("WARNING: "))
                        .toList())
                .isEmpty();
    }

    /** Every action that was ever written stands on the page. */
    @Test
    void documentsEveryAction() throws Exception {
        moveAnOrder();
        Set<String> documented = new TreeSet<>();
        Matcher actions = ACTION.matcher(page.substring(page.indexOf("## `event.action`")));
        while (actions.find()) {
            documented.add(actions.group(1));
        }
        assertThat(ServiceLogs.lines())
                .extracting(line -> line.path("event.action").asText("http-request"))
                .isSubsetOf(documented);
    }

    @Test
    void carriesTheRequestIdAndTheTraceThroughEveryServiceAndMessage() throws Exception {
        String product = shop.createProduct("Thing", 5);
        String cart = shop.customer().post("/carts/", Map.of()).text("cart_id");
        shop.customer().post("/carts/" + cart + "/items", Map.of("product_id", product, "quantity", 1));
        String trace = UUID.randomUUID().toString().replace("-", "");
        Answer placed = shop.customer()
                .post(
                        "/orders/",
                        Shop.orderOfCart(cart),
                        "Idempotency-Key",
                        Shop.key(),
                        "Prefer",
                        "wait=10",
                        "X-Request-Id",
                        run,
                        "traceparent",
                        "00-" + trace + "-00f067aa0ba902b7-01");
        assertThat(placed.text("status")).as(placed.toString()).isEqualTo("confirmed");

        Eventually.within(PATIENCE, () -> assertThat(with("http.request.id", run))
                .extracting(LogFieldsIT::event)
                // where its two mails go is asked once if they are brought together
                .contains(DELIVERIES)
                .filteredOn(event -> !event.equals(DELIVERIES))
                .containsExactlyInAnyOrder(
                        "cart-service http-request /carts/{cart_id}",
                        // asked by order-service alone: the cart is read as it was shown
                        "product-service http-request /products",
                        "order-service order-placed pending",
                        "product-service message-applied stock.reserve",
                        "order-service message-applied stock.reserved",
                        "payment-service message-applied payment.authorise",
                        "payment-service payment-moved authorised",
                        "order-service message-applied payment.authorised",
                        "order-service order-moved confirmed",
                        "product-service message-applied stock.commit",
                        // what is bought together
                        "product-service message-applied order.confirmed",
                        "cart-service message-applied order.confirmed",
                        "shipping-service message-applied shipment.create",
                        "shipping-service shipment-moved created",
                        "notification-service message-applied order.placed",
                        "notification-service message-applied order.confirmed",
                        // there were five
                        "notification-service message-applied stock.low",
                        "order-service http-request /orders",
                        "notification-service notification-sent order_received",
                        "notification-service notification-sent order_confirmed",
                        "notification-service notification-sent stock_low"));
        assertThat(ServiceLogs.lines())
                .filteredOn(line -> line.path("http.request.id").asText().equals(run)
                        || line.path("trace.id").asText().equals(trace))
                .allSatisfy(line -> {
                    assertThat(line.path("http.request.id").asText()).isEqualTo(run);
                    assertThat(line.path("trace.id").asText()).isEqualTo(trace);
                });
    }

    private static String event(JsonNode line) {
        String what = Stream.of(
                        "http.route",
                        "emporium.message_type",
                        "emporium.order_status",
                        "emporium.payment_status",
                        "event.reason")
                .filter(line::has)
                .map(field -> line.path(field).asText())
                .findFirst()
                .orElse("");
        return line.path("service.name").asText() + " "
                + line.path("event.action").asText(line.path("message").asText()) + " " + what;
    }

    private static List<JsonNode> with(String field, String value) {
        return ServiceLogs.lines().stream()
                .filter(line -> line.path(field).asText().equals(value))
                .toList();
    }

    private static List<String> wrong(JsonNode line, Map<String, String> documented) {
        List<String> wrong = new ArrayList<>();
        line.properties().forEach(field -> {
            if (!fits(field.getValue(), documented.getOrDefault(field.getKey(), "none"))) {
                wrong.add(field.getKey());
            }
        });
        return wrong;
    }

    private static boolean fits(JsonNode value, String type) {
        return switch (type) {
            case "long" -> value.isIntegralNumber();
            case "date_nanos" -> value.isTextual() && Instant.parse(value.asText()) != null;
            case "keyword" -> value.isTextual() && value.asText().length() <= 1_024;
            case "match_only_text", "wildcard" -> value.isTextual();
            default -> false;
        };
    }

    private String moveAnOrder() throws Exception {
        String product = shop.createProduct("Thing", 5);
        String order = shop.place(Shop.orderOf(Map.of(product, 1)), Shop.key()).text("order_id");
        shop.cancel(order);
        return order;
    }

    private void rejectAnOrder() throws Exception {
        String product = shop.createProduct("Thing", 1);
        Answer rejected = shop.place(Shop.orderOf(Map.of(product, 2)), Shop.key());
        assertThat(rejected.text("reason")).as(rejected.toString()).isEqualTo("out_of_stock");
    }

    private void manageAccounts() throws Exception {
        Account account = platform.accounts().register();
        platform.accounts().grant(account, List.of("customer"));
        Answer refused =
                shop.guest().post("/customers/tokens", new Account(account.email(), "not the password").credentials());
        assertThat(refused.status()).as(refused.toString()).isEqualTo(401);
    }
}
