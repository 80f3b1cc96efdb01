package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Http.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A row that somebody has damaged by hand is found within a minute, in each database, and is gone when it is mended. Nearly all
 * of that is waiting, which others need not wait for.
 */
@OnThePlatform
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Invariants.BOOKS)
class ReconciliationIT {
    private static final Duration A_MINUTE = Duration.ofSeconds(60);

    /**
     * What is done to one order, ORDER, or to its product, PRODUCT; the checks of order-service that find it; and the check by
     * which the service finds it whose database it is, if that is another one.
     */
    private enum Damage {
        TOTAL(
                "orders",
                "update orders set total_minor = total_minor + 1 where order_id = 'ORDER'",
                "update orders set total_minor = total_minor - 1 where order_id = 'ORDER'",
                "total payments",
                null),
        HISTORY(
                "orders",
                "update order_history set status = 'shipped' where order_id = 'ORDER' and status = 'confirmed'",
                "update order_history set status = 'confirmed' where order_id = 'ORDER' and status = 'shipped'",
                "history",
                null),
        CHECKOUT(
                "orders",
                "insert into checkouts (order_id, step, deadline) values ('ORDER', 'awaiting_stock', now() + interval '1 hour')",
                "delete from checkouts where order_id = 'ORDER'",
                "checkouts",
                null),
        LINE(
                "orders",
                "update order_lines set quantity = quantity + 1, unit_price_minor = unit_price_minor / 2 where order_id = 'ORDER'",
                "update order_lines set quantity = quantity - 1, unit_price_minor = unit_price_minor * 2 where order_id = 'ORDER'",
                "stock",
                null),
        CAPTURED(
                "payment",
                "update payments set amount_minor = amount_minor + 1, captured_minor = amount_minor + 1 where order_id = 'ORDER'",
                "update payments set amount_minor = amount_minor - 1, captured_minor = amount_minor - 1 where order_id = 'ORDER'",
                "payments",
                "payment-service ledger"),
        ON_HAND(
                "product",
                "update stock set on_hand = on_hand + 1 where product_id = 'PRODUCT'",
                "update stock set on_hand = on_hand - 1 where product_id = 'PRODUCT'",
                "",
                "product-service stock"),
        RESERVATION(
                "product",
                "update order_reservations set state = 'released' where order_id = 'ORDER'",
                "update order_reservations set state = 'committed' where order_id = 'ORDER'",
                "stock",
                "product-service stock"),
        PARCEL(
                "shipping",
                "update shipments set status = 'in_transit' where order_id = 'ORDER'",
                "update shipments set status = 'created' where order_id = 'ORDER'",
                "shipments",
                "shipping-service history");

        private final String database;
        private final String deed;
        private final String remedy;
        private final Set<String> checks;
        private final String others;

        Damage(String database, String deed, String remedy, String checks, String others) {
            this.database = database;
            this.deed = deed;
            this.remedy = remedy;
            this.checks = checks.isEmpty() ? Set.of() : Set.of(checks.split(" "));
            this.others = others;
        }
    }

    private final Platform platform;
    private final Shop shop;
    private final Map<Damage, String> orders = new EnumMap<>(Damage.class);
    private String product;

    ReconciliationIT(Platform platform) {
        this.platform = platform;
        this.shop = Shop.at(platform);
    }

    @Test
    void whatIsDamagedByHandIsFoundWithinAMinuteAndGoneWhenItIsMended() throws Exception {
        product = shop.createProduct("Thing", 100);
        for (Damage damage : Damage.values()) {
            Answer placed = shop.place(Shop.orderOf(Map.of(product, 1)), Shop.key());
            assertThat(placed.text("status")).as(placed.toString()).isEqualTo("confirmed");
            orders.put(damage, placed.text("order_id"));
        }
        shop.deliver(orders.get(Damage.CAPTURED));
        String captured = "select captured_minor > 0 from payments where order_id = 'ORDER'";
        Eventually.within(A_MINUTE, () -> assertThat(isTrue(Damage.CAPTURED, captured))
                .as("captured")
                .isTrue());
        assertThatThrownBy(() -> execute(
                        Damage.CAPTURED,
                        "update ledger_entries set amount_minor = amount_minor + 1 where payment_id ="
                                + " (select payment_id from payments where order_id = 'ORDER')"))
                .hasMessageContaining("the ledger is append-only");

        List<Damage> done = new ArrayList<>();
        try {
            for (Damage damage : Damage.values()) {
                assertThat(execute(damage, damage.deed)).as(damage.deed).isEqualTo(1);
                done.add(damage);
            }
            Eventually.within(A_MINUTE, this::allIsFound);
        } finally {
            for (Damage damage : done) {
                assertThat(execute(damage, damage.remedy)).as(damage.remedy).isEqualTo(1);
            }
        }
        Eventually.within(A_MINUTE, () -> assertThat(orders.values())
                .allSatisfy(orderId ->
                        assertThat(checksOf(reconciliation(), orderId)).isEmpty()));
    }

    private void allIsFound() throws Exception {
        JsonNode reconciliation = reconciliation();
        assertThat(reconciliation.get("services")).hasSize(3).allSatisfy(service -> assertThat(
                        service.get("answered").asBoolean())
                .as(service.toString())
                .isTrue());
        for (Damage damage : Damage.values()) {
            assertThat(checksOf(reconciliation, orders.get(damage)))
                    .as(damage + " in " + reconciliation)
                    .isEqualTo(damage.checks);
            if (damage.others != null) {
                String[] other = damage.others.split(" ");
                assertThat(metrics(other[0]))
                        .containsPattern("reconciliation_differences\\{check=\"" + other[1] + "\"\\} [1-9]");
            }
        }
    }

    private JsonNode reconciliation() throws Exception {
        Answer answer = shop.staff().get("/orders/reconciliation");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    private static Set<String> checksOf(JsonNode reconciliation, String orderId) {
        return StreamSupport.stream(reconciliation.get("items").spliterator(), false)
                .filter(item -> item.get("order_id").asText().equals(orderId))
                .map(item -> item.get("check").asText())
                .collect(Collectors.toSet());
    }

    private String metrics(String service) throws Exception {
        URI metrics = URI.create("http://127.0.0.1:" + platform.ports().admin(service) + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String filled(Damage damage, String sql) {
        return sql.replace("ORDER", orders.get(damage)).replace("PRODUCT", product);
    }

    private int execute(Damage damage, String sql) throws SQLException {
        try (Connection connection = platform.database(damage.database);
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(filled(damage, sql));
        }
    }

    private boolean isTrue(Damage damage, String sql) throws SQLException {
        try (Connection connection = platform.database(damage.database);
                Statement statement = connection.createStatement();
                var result = statement.executeQuery(filled(damage, sql))) {
            return result.next() && result.getBoolean(1);
        }
    }
}
