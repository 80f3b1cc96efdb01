package dev.emporium.shipping.shipment.boundary;

import static dev.emporium.platform.testing.Heard.Arrival.LATE;
import static dev.emporium.platform.testing.Heard.Arrival.OUT_OF_ORDER;
import static dev.emporium.platform.testing.Heard.Arrival.POISONED;
import static dev.emporium.platform.testing.Heard.Arrival.TWICE;
import static dev.emporium.shipping.Depot.as;
import static dev.emporium.shipping.Depot.cancel;
import static dev.emporium.shipping.Depot.create;
import static dev.emporium.shipping.Depot.events;
import static dev.emporium.shipping.Depot.get;
import static dev.emporium.shipping.Depot.hears;
import static dev.emporium.shipping.Depot.move;
import static dev.emporium.shipping.Depot.shipmentOf;
import static dev.emporium.shipping.Depot.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.GrowingSchema;
import dev.emporium.platform.testing.Heard;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestRecords;
import dev.emporium.platform.testing.Wait;
import dev.emporium.shipping.Depot;
import dev.emporium.shipping.Depot.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShipmentsIT {
    private final UUID orderId = Uuid7.next();
    private final UUID customerId = UUID.randomUUID();
    private final String[] customer = as(customerId, Role.CUSTOMER);

    /** The shipment's id, once it has a label. */
    private String labelled() throws Throwable {
        hears(create(Uuid7.next(), orderId, customerId));
        return withLabel(orderId);
    }

    private static String withLabel(UUID orderId) throws Throwable {
        Wait.until(() -> assertThat(shipmentOf(orderId).path("tracking_number").isTextual())
                .isTrue());
        return shipmentOf(orderId).path("shipment_id").asText();
    }

    /** All that was sent before is applied. */
    private static void settle() throws Throwable {
        UUID last = Uuid7.next();
        hears(create(Uuid7.next(), last, null));
        Wait.until(() -> assertThat(shipmentOf(last).isMissingNode()).isFalse());
    }

    private static List<String> history(JsonNode shipment) {
        return shipment.path("history").findValuesAsText("status");
    }

    @Test
    @Heard(by = ShippingCommandsListener.class, arriving = TWICE)
    void makesOneShipmentOfAnOrderHoweverOftenItIsAskedFor() throws Throwable {
        UUID messageId = Uuid7.next();
        hears(create(messageId, orderId, customerId));
        hears(create(messageId, orderId, customerId));
        hears(create(Uuid7.next(), orderId, customerId));
        String shipmentId = withLabel(orderId);
        settle();

        Reply own = get("/" + shipmentId, customer);
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.text("/order_id")).isEqualTo(orderId.toString());
        assertThat(own.text("/status")).isEqualTo("created");
        assertThat(own.text("/method")).isEqualTo("standard");
        assertThat(own.text("/deliver_on")).isEqualTo("2030-01-31");
        assertThat(own.text("/tracking_url")).endsWith(own.text("/tracking_number"));
        assertThat(own.body().path("items").toString())
                .isEqualTo("[{\"product_id\":\"0193b3a0-0000-7000-8000-0000000000b1\",\"quantity\":2}]");
        assertThat(history(own.body())).containsExactly("created");
        assertThat(get("/" + shipmentId, "Authorization", customer[1], "If-None-Match", own.header("ETag"))
                        .status())
                .isEqualTo(304);
        assertThat(get("/?order_id=" + orderId, customer).body().path("items")).containsExactly(own.body());
        assertThat(get("/", customer).body().path("items")).containsExactly(own.body());
        assertThat(told(orderId, 1)).containsExactly("shipment.created");
    }

    @Test
    void showsNobodyWhatIsSomebodyElses() throws Throwable {
        String shipmentId = labelled();
        String[] other = as(UUID.randomUUID(), Role.CUSTOMER);

        assertThat(get("/" + shipmentId, other).status()).isEqualTo(404);
        assertThat(get("/" + UUID.randomUUID(), other).status()).isEqualTo(404);
        assertThat(get("/?order_id=" + orderId, other).body().path("items")).isEmpty();
        assertThat(get("/" + shipmentId).status()).isEqualTo(401);
        assertThat(get("/" + shipmentId, as(UUID.randomUUID(), Role.SERVICE)).status())
                .isEqualTo(403);
        assertThat(get("/" + shipmentId, as(UUID.randomUUID(), Role.ADMIN)).status())
                .isEqualTo(200);
    }

    @Test
    void listsInPages() throws Throwable {
        UUID second = Uuid7.next();
        hears(create(Uuid7.next(), orderId, customerId));
        hears(create(Uuid7.next(), second, customerId));
        Wait.until(() -> assertThat(get("/", customer).body().path("items")).hasSize(2));

        Reply first = get("/?limit=1", customer);
        Reply next = get("/?limit=1&cursor=" + first.text("/next"), customer);
        assertThat(first.header("Link")).contains("rel=\"next\"");
        assertThat(List.of(first.text("/items/0/order_id"), next.text("/items/0/order_id")))
                .containsExactlyInAnyOrder(orderId.toString(), second.toString());
        assertThat(next.body().path("next").isNull()).isTrue();
    }

    @Test
    void isMovedByStaffStepByStepAndTellsOfEach() throws Throwable {
        String shipmentId = labelled();

        assertThat(move(shipmentId, "delivered").text("/code")).isEqualTo("illegal_move");
        assertThat(move(shipmentId, "cancelled").text("/code")).isEqualTo("illegal_move");
        for (String status : List.of("dispatched", "in_transit", "delivered")) {
            Reply moved = move(shipmentId, status);
            assertThat(moved.status()).isEqualTo(200);
            assertThat(moved.text("/status")).isEqualTo(status);
            assertThat(move(shipmentId, status).body()).isEqualTo(moved.body());
        }
        assertThat(move(shipmentId, "lost").text("/code")).isEqualTo("illegal_move");
        assertThat(history(shipmentOf(orderId))).containsExactly("created", "dispatched", "in_transit", "delivered");
        List<JsonNode> events = events(orderId, 4);
        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .containsExactly(
                        "shipment.created", "shipment.dispatched", "shipment.in_transit", "shipment.delivered");
        assertThat(events.get(1).at("/data/tracking_number"))
                .isEqualTo(shipmentOf(orderId).path("tracking_number"));
        assertThat(get("/audit?subject_id=" + shipmentId, as(UUID.randomUUID(), Role.ADMIN))
                        .body()
                        .path("items")
                        .findValuesAsText("detail"))
                .containsExactly("delivered", "in_transit", "dispatched");
        assertThat(move(UUID.randomUUID().toString(), "dispatched").status()).isEqualTo(404);
    }

    @Test
    void leavesOnlyWithALabel() throws Throwable {
        Depot.hide(orderId);
        hears(create(Uuid7.next(), orderId, customerId));
        Wait.until(() -> assertThat(shipmentOf(orderId).isMissingNode()).isFalse());
        String shipmentId = shipmentOf(orderId).path("shipment_id").asText();

        Reply refused = move(shipmentId, "dispatched");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/code")).isEqualTo("no_label");
        assertThat(told(orderId, 1)).containsExactly("shipment.created");
        assertThat(shipmentOf(orderId).get("tracking_number").isNull()).isTrue();
    }

    @Test
    void isCalledOffBeforeItHasLeftAndSaysSoAsOftenAsItIsAsked() throws Throwable {
        String shipmentId = labelled();
        UUID messageId = Uuid7.next();
        hears(cancel(messageId, orderId));
        hears(cancel(messageId, orderId));
        settle();
        assertThat(told(orderId, 2)).containsExactly("shipment.created", "shipment.cancelled");

        hears(cancel(Uuid7.next(), orderId));
        assertThat(told(orderId, 3)).containsExactly("shipment.created", "shipment.cancelled", "shipment.cancelled");
        assertThat(history(shipmentOf(orderId))).containsExactly("created", "cancelled");
        assertThat(move(shipmentId, "dispatched").text("/code")).isEqualTo("illegal_move");
    }

    @Test
    @Heard(by = ShippingCommandsListener.class, arriving = LATE)
    void isNotCalledOffOnceItHasLeft() throws Throwable {
        String shipmentId = labelled();
        assertThat(move(shipmentId, "dispatched").status()).isEqualTo(200);
        hears(cancel(Uuid7.next(), orderId));
        settle();

        assertThat(shipmentOf(orderId).path("status").asText()).isEqualTo("dispatched");
        assertThat(told(orderId, 2)).containsExactly("shipment.created", "shipment.dispatched");
    }

    @Test
    @Heard(by = ShippingCommandsListener.class, arriving = OUT_OF_ORDER)
    void isNotMadeWhenTheCancellationCameFirst() throws Throwable {
        hears(cancel(Uuid7.next(), orderId));
        hears(create(Uuid7.next(), orderId, customerId));
        settle();

        JsonNode shipment = shipmentOf(orderId);
        assertThat(shipment.path("status").asText()).isEqualTo("cancelled");
        assertThat(shipment.path("items")).isEmpty();
        assertThat(told(orderId, 1)).containsExactly("shipment.cancelled");
    }

    @Test
    void isSentAgainWithAnotherLabelWhenItWasLostAndIsNotCalledOffThen() throws Throwable {
        String shipmentId = labelled();
        String lost = shipmentOf(orderId).path("tracking_number").asText();
        for (String status : List.of("dispatched", "in_transit", "lost", "created")) {
            assertThat(move(shipmentId, status).status()).isEqualTo(200);
        }
        withLabel(orderId);
        assertThat(shipmentOf(orderId).path("tracking_number").asText()).isNotEqualTo(lost);
        hears(cancel(Uuid7.next(), orderId));
        settle();

        assertThat(move(shipmentId, "dispatched").status()).isEqualTo(200);
        assertThat(told(orderId, 6))
                .containsExactly(
                        "shipment.created",
                        "shipment.dispatched",
                        "shipment.in_transit",
                        "shipment.lost",
                        "shipment.created",
                        "shipment.dispatched");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            textBlock =
                    """
                    "quantity":2 > "quantity":0
                    "method":"standard" > "method":""
                    "2030-01-31" > "soon"
                    "order_id" > "order"
                    "lines" > "more"
                    """)
    @Heard(by = ShippingCommandsListener.class, arriving = POISONED)
    void putsAsideWhatNobodyCanSend(String right, String wrong) throws Throwable {
        String poison = create(Uuid7.next(), orderId, null).replace(right, wrong);
        assertThat(poison).contains(wrong);
        hears(poison);
        settle();

        assertThat(shipmentOf(orderId).isMissingNode()).isTrue();
        assertThat(TestRecords.of(
                        TestKafka.bootstrapServers(), "shipping.commands.dead-letter", 1, record -> new String(
                                        record.value(), StandardCharsets.UTF_8)
                                .equals(poison)))
                .hasSize(1);
    }

    @Test
    @Heard(by = CustomerEventsListener.class, arriving = LATE)
    void keepsNoAddressAndForgetsWhatLeadsToOneWithTheAccount() throws Throwable {
        String shipmentId = labelled();
        UUID later = Uuid7.next();
        hears(create(Uuid7.next(), later, customerId));
        String underWay = withLabel(later);
        for (String status : List.of("dispatched", "in_transit", "delivered")) {
            move(shipmentId, status);
        }
        assertThat(shipmentOf(orderId).path("tracking_number").isTextual()).isTrue();

        Depot.hearsOfAccounts(Depot.deletion(customerId));
        Wait.until(() ->
                assertThat(shipmentOf(orderId).get("tracking_number").isNull()).isTrue());
        assertThat(shipmentOf(orderId).has("tracking_url")).isFalse();
        assertThat(shipmentOf(later).path("tracking_number").isTextual()).isTrue();
        for (String status : List.of("dispatched", "in_transit", "delivered")) {
            assertThat(move(underWay, status).status()).isEqualTo(200);
        }
        assertThat(shipmentOf(later).get("tracking_number").isNull()).isTrue();
        assertThat(Depot.DATABASE.<Long, RuntimeException>withHandle(handle -> handle.createQuery(
                                "select count(*) from shipments s where position(:mark in s::text) > 0")
                        .bind("mark", Depot.ADDRESS_LINE)
                        .mapTo(Long.class)
                        .one()))
                .isZero();
    }

    @Test
    @Heard(
            by = CustomerEventsListener.class,
            arriving = {TWICE, OUT_OF_ORDER, POISONED})
    void forgetsWhatComesAfterTheDeletionOfItsAccountToo() throws Throwable {
        String deletion = Depot.deletion(customerId);
        Depot.hearsOfAccounts("not json");
        Depot.hearsOfAccounts(deletion.replace("\"subject\":\"" + customerId, "\"subject\":\"nobody"));
        Depot.hearsOfAccounts(deletion);
        Depot.hearsOfAccounts(deletion);
        Wait.until(() -> assertThat(Depot.DATABASE.<Integer, RuntimeException>withHandle(
                        handle -> handle.createQuery("select count(*) from erased_customers where customer_id = :id")
                                .bind("id", customerId)
                                .mapTo(Integer.class)
                                .one()))
                .isEqualTo(1));

        String shipmentId = labelled();
        for (String status : List.of("dispatched", "in_transit", "delivered")) {
            assertThat(move(shipmentId, status).status()).isEqualTo(200);
        }
        assertThat(shipmentOf(orderId).get("tracking_number").isNull()).isTrue();
    }

    @Test
    void showsItsBooksToServicesAndStaff() throws Throwable {
        UUID second = Uuid7.next();
        hears(create(Uuid7.next(), orderId, null));
        hears(cancel(Uuid7.next(), second));
        settle();
        String[] service = as(UUID.randomUUID(), Role.SERVICE);

        List<String> found = new ArrayList<>();
        Reply page = get("/books?limit=1", service);
        found.add(page.text("/items/0/order_id") + " " + page.text("/items/0/status"));
        while (!page.body().get("next").isNull()) {
            page = get("/books?limit=1000&cursor=" + page.text("/next"), Depot.STAFF);
            page.body()
                    .path("items")
                    .forEach(entry -> found.add(entry.path("order_id").asText() + " "
                            + entry.path("status").asText()));
        }
        assertThat(found)
                .contains(orderId + " created", second + " cancelled")
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(get("/books", customer).status()).isEqualTo(403);
    }

    @Test
    void servesAsBeforeWhenTablesGetMoreColumns() throws Throwable {
        labelled();
        GrowingSchema.grow(Depot.DATABASE);
        UUID next = Uuid7.next();
        hears(create(Uuid7.next(), next, customerId));
        String shipmentId = withLabel(next);
        assertThat(move(shipmentId, "dispatched").status()).isEqualTo(200);
        hears(cancel(Uuid7.next(), next));
        settle();
        assertThat(get("/?order_id=" + next, customer).text("/items/0/status")).isEqualTo("dispatched");
    }
}
