package dev.emporium.order.ordering.boundary;

import static dev.emporium.order.OrderHouse.JDBI;
import static dev.emporium.order.OrderHouse.SHOP;
import static dev.emporium.order.OrderHouse.as;
import static dev.emporium.order.OrderHouse.await;
import static dev.emporium.platform.testing.Heard.Arrival.LATE;
import static dev.emporium.platform.testing.Heard.Arrival.OUT_OF_ORDER;
import static dev.emporium.platform.testing.Heard.Arrival.POISONED;
import static dev.emporium.platform.testing.Heard.Arrival.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.Client;
import dev.emporium.order.Client.Reply;
import dev.emporium.order.OrderHouse;
import dev.emporium.order.ordering.control.Erasure;
import dev.emporium.order.ordering.control.OrderUpkeep;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.platform.Json;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.Heard;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of somebody whose account was deleted. */
class ErasureIT {
    private static final Client STAFF = as(UUID.randomUUID(), Role.STAFF);

    private final UUID customerId = UUID.randomUUID();
    private final Client customer = as(customerId, Role.CUSTOMER);
    private final String mark = "Mark" + customerId.toString().substring(0, 8);
    private final String body =
            Client.items(SHOP.sells("5.00"), 2).replace("Secret", mark).replace("secret", mark);

    @BeforeEach
    void everythingIsInStock() {
        SHOP.isOpen();
    }

    /** Has it come to these states. */
    private static void move(String orderId, String... statuses) {
        for (String status : statuses) {
            switch (status) {
                case "cancelled" ->
                    assertThat(STAFF.with("Prefer", "wait=10")
                                    .send("PUT", "/orders/" + orderId + "/status", "{\"status\":\"cancelled\"}")
                                    .status())
                            .isEqualTo(200);
                case "shipped" -> SHOP.says("shipment.dispatched", orderId);
                default -> SHOP.says("shipment." + status, orderId);
            }
            OrderHouse.awaitStatus(orderId, status);
        }
    }

    private void deleteAccount() {
        SHOP.deletes(Uuid7.next(), customerId);
        await("select exists (select from erased_customers where customer_id = '" + customerId + "')");
    }

    @Test
    @Heard(by = CustomerEventsListener.class, arriving = LATE)
    void ofOrdersThatAreOverOnlyWhatAndWhenAndForHowMuchIsLeft() {
        String id = customer.order(body).text("/order_id");
        move(id, "shipped", "delivered");
        assertThat(Client.traces(JDBI, mark))
                .as("the search finds what is there")
                .isNotEmpty();
        String others = as(UUID.randomUUID(), Role.CUSTOMER)
                .order(body.replace(mark, "Else" + mark.substring(4)))
                .text("/order_id");

        deleteAccount();
        assertThat(Client.traces(JDBI, mark)).isEmpty();
        Reply left = STAFF.get("/orders/" + id);
        assertThat(left.text("/status")).isEqualTo("delivered");
        assertThat(left.text("/total/amount")).isEqualTo("13.90");
        assertThat(left.text("/items/0/quantity")).isEqualTo("2");
        assertThat(left.text("/placed_at")).isNotBlank();
        assertThat(left.body().get("shipping_address").isNull()).isTrue();
        assertThat(STAFF.get("/orders/" + others).text("/shipping_address/name"))
                .startsWith("Ada Else");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shipped delivered", "cancelled"})
    void anOrderUnderWayKeepsItsAddressUntilItIsOver(String moves) {
        String id = customer.order(body).text("/order_id");
        deleteAccount();
        assertThat(STAFF.get("/orders/" + id).text("/shipping_address/name")).isEqualTo("Ada " + mark);
        assertThat(Client.traces(JDBI, mark)).as("in the order alone").hasSize(1);
        String[] all = moves.split(" ");
        for (int i = 0; i < all.length - 1; i++) {
            move(id, all[i]);
            assertThat(Client.traces(JDBI, mark)).hasSize(1);
        }
        move(id, all[all.length - 1]);
        assertThat(Client.traces(JDBI, mark)).isEmpty();
    }

    @Test
    void anOrderThatTheCheckoutRejectsLosesItsAddressToo() {
        SHOP.decides((order, product) -> null);
        Reply pending = customer.with("Idempotency-Key", UUID.randomUUID().toString())
                .with("Prefer", "wait=0")
                .send("POST", "/orders/", body);
        String id = pending.text("/order_id");
        deleteAccount();
        SHOP.decides((order, product) -> "stock.reserved");
        SHOP.says("stock.rejected", id, UUID.randomUUID().toString());
        await("select status = 'rejected' from orders where order_id = '" + id + "'");
        assertThat(Client.traces(JDBI, mark)).isEmpty();
    }

    @Test
    void theTokenOfADeletedAccountOrdersNothingAndIsToldNothing() {
        String key = UUID.randomUUID().toString();
        assertThat(customer.order(key, body).status()).isEqualTo(201);
        deleteAccount();
        for (String each : new String[] {key, UUID.randomUUID().toString()}) {
            Reply refused = customer.order(each, body);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.text("/code")).isEqualTo("account_deleted");
        }
        assertThat(JDBI.<Integer, RuntimeException>withHandle(
                        handle -> handle.createQuery("select count(*) from orders where customer_id = :customerId")
                                .bind("customerId", customerId)
                                .mapTo(Integer.class)
                                .one()))
                .isEqualTo(1);
    }

    @Test
    @Heard(
            by = CustomerEventsListener.class,
            arriving = {TWICE, OUT_OF_ORDER, POISONED})
    void deletionsThatComeTwiceOrBeforeAnyOrderOrAmongPoisonAreApplied() {
        UUID message = Uuid7.next();
        SHOP.writes("customer.events", "not json");
        SHOP.writes("customer.events", "{\"type\":\"customer.deleted\",\"subject\":\"nobody\"}");
        SHOP.deletes(message, customerId);
        SHOP.deletes(message, customerId);
        SHOP.deletes(Uuid7.next(), customerId);
        deleteAccount();
        assertThat(customer.order(body).status()).isEqualTo(401);
        assertThat(as(UUID.randomUUID(), Role.CUSTOMER).order(body).status()).isEqualTo(201);
    }

    @Test
    void aMoveUnderWayIsWaitedFor() {
        String id = customer.order(body).text("/order_id");
        move(id, "shipped");
        JDBI.useTransaction(transaction -> {
            transaction.execute("update orders set status = 'delivered' where order_id = ?::uuid", id);
            SHOP.deletes(Uuid7.next(), customerId);
            await("select exists (select from pg_locks where not granted)");
        });
        await("select shipping_address = 'null' from orders where order_id = '" + id + "'");
        assertThat(Client.traces(JDBI, mark)).isEmpty();
    }

    /** It is not seen by the deletion that waits for another one, and its cancellation does not see the deletion. */
    @Test
    void anOrderThatIsPlacedAndOverBesideTheDeletionIsErasedAfterIt() {
        String first = customer.order(body).text("/order_id");
        String second = JDBI.inTransaction(transaction -> {
            transaction.execute("select from orders where order_id = ?::uuid for update", first);
            SHOP.deletes(Uuid7.next(), customerId);
            await("select exists (select from pg_locks where not granted)");
            String id = customer.with("Idempotency-Key", UUID.randomUUID().toString())
                    .with("Prefer", "wait=0")
                    .send("POST", "/orders/", body)
                    .text("/order_id");
            move(id, "cancelled");
            return id;
        });
        await("select exists (select from erased_customers where customer_id = '" + customerId + "')");

        upkeep(Clock.systemUTC()).run();
        assertThat(STAFF.get("/orders/" + second).body().get("shipping_address").isNull())
                .isTrue();
        assertThat(STAFF.get("/orders/" + first).text("/shipping_address/name"))
                .as("it is under way")
                .isEqualTo("Ada " + mark);
    }

    /** Nothing tells of a parcel that was lost: staff pay it back, and the order stays where it is. */
    @Test
    void anOrderThatNeverArrivesLosesItsAddressNinetyDaysAfterItWasShipped() {
        String id = customer.order(body).text("/order_id");
        move(id, "shipped");
        deleteAccount();
        upkeep(Clock.offset(Clock.systemUTC(), Duration.ofDays(89))).run();
        assertThat(Client.traces(JDBI, mark)).hasSize(1);
        upkeep(Clock.offset(Clock.systemUTC(), Duration.ofDays(91))).run();
        assertThat(Client.traces(JDBI, mark)).isEmpty();
        move(id, "delivered");
    }

    private static OrderUpkeep upkeep(Clock clock) {
        OrderRepository orders = new OrderRepository(Json.mapper());
        return new OrderUpkeep(JDBI, orders, new Erasure(orders, new Idempotency(Json.mapper()), clock), clock);
    }
}
