package dev.emporium.order.ordering.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** However many orders there are, a page of those that are wanted costs the same. */
class OrderListIT {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MANY = 6_000;
    private static final UUID ADA = UUID.randomUUID();
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Jdbi JDBI =
            Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    private final OrderRepository orders = new OrderRepository(Json.mapper());

    /** One a minute, every hundredth of them pending, every thousandth Ada's; an order is placed 5 s after its id was made. */
    @BeforeAll
    static void thereAreMany() {
        JDBI.useTransaction(transaction -> {
            PreparedBatch batch = transaction.prepareBatch(
                    """
                    insert into orders (order_id, customer_id, status, currency, total_minor, shipping_address, placed_at,
                        updated_at)
                    values (:id, :customerId, :status, 'EUR', 100, 'null', :at, :at)
                    """);
            for (int i = 0; i < MANY; i++) {
                Instant at = at(i);
                batch.bind("id", Uuid7.floor(at.minusSeconds(5)))
                        .bind("customerId", i % 1_000 == 7 ? ADA : UUID.randomUUID())
                        .bind("status", i % 100 == 7 ? "pending" : "delivered")
                        .bind("at", at)
                        .add();
            }
            batch.execute();
            transaction.execute(
                    """
                    insert into order_lines (order_id, product_id, position, sku, name, quantity, unit_price_minor)
                    select order_id, gen_random_uuid(), 0, 'SKU', 'Thing', 1, 100 from orders
                    """);
        });
        JDBI.useHandle(handle -> handle.execute("analyze"));
    }

    private static Instant at(int minute) {
        return BEGIN.plus(Duration.ofMinutes(minute));
    }

    private List<Integer> minutes(OrderFilter filter, UUID after, int count) {
        return JDBI.withHandle(handle -> orders.list(handle, filter, after, count)).stream()
                .map(order -> (int) Duration.between(BEGIN, order.placedAt()).toMinutes())
                .toList();
    }

    @Test
    void findsThoseThatAreWantedTheNewestFirst() {
        assertThat(minutes(new OrderFilter(null, null, null, null), null, 2)).containsExactly(5_999, 5_998);
        assertThat(minutes(new OrderFilter(null, OrderStatus.PENDING, null, null), null, 2))
                .containsExactly(5_907, 5_807);
        assertThat(minutes(new OrderFilter(ADA, null, null, null), null, 9))
                .hasSize(6)
                .startsWith(5_007);
        assertThat(minutes(new OrderFilter(ADA, OrderStatus.DELIVERED, null, null), null, 9))
                .isEmpty();
        assertThat(minutes(new OrderFilter(null, null, at(100), at(103)), null, 9))
                .as("from the first moment on, until before the last")
                .containsExactly(102, 101, 100);
        assertThat(minutes(new OrderFilter(null, OrderStatus.PENDING, at(200), at(400)), null, 9))
                .containsExactly(307, 207);
        assertThat(minutes(new OrderFilter(null, OrderStatus.REJECTED, null, null), null, 9))
                .isEmpty();
    }

    @Test
    void walksOnFromACursor() {
        UUID after = Uuid7.floor(at(307).minusSeconds(5));
        assertThat(minutes(new OrderFilter(null, OrderStatus.PENDING, at(100), at(5_000)), after, 9))
                .containsExactly(207, 107);
    }

    @Test
    void readsAnIndexInItsOrderAndNoMoreThanAPage() {
        List<OrderFilter> filters = List.of(
                new OrderFilter(null, null, null, null),
                new OrderFilter(null, OrderStatus.PENDING, null, null),
                new OrderFilter(null, OrderStatus.DELIVERED, null, null),
                new OrderFilter(ADA, null, null, null),
                new OrderFilter(ADA, OrderStatus.PENDING, null, null),
                new OrderFilter(null, null, at(100), at(200)),
                new OrderFilter(null, OrderStatus.PENDING, at(100), at(3_000)),
                new OrderFilter(ADA, null, null, at(3_000)));
        for (OrderFilter filter : filters) {
            for (UUID after : new UUID[] {null, Uuid7.floor(at(2_000))}) {
                String plan = Plans.of(JDBI, handle -> orders.list(handle, filter, after, 20));
                assertThat(plan).as("%s after %s", filter, after).contains("Limit");
                // the lines of an order are sorted, a handful at a time; orders are not
                assertThat(plan.lines().limit(2).toList().toString())
                        .as("%s after %s: %s", filter, after, plan)
                        .doesNotContain("Sort");
            }
        }
    }
}
