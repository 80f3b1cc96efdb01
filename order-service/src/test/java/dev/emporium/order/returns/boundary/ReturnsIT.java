package dev.emporium.order.returns.boundary;

import static dev.emporium.order.OrderHouse.JDBI;
import static dev.emporium.order.OrderHouse.SHOP;
import static dev.emporium.order.OrderHouse.STAFF;
import static dev.emporium.order.OrderHouse.as;
import static dev.emporium.order.OrderHouse.await;
import static dev.emporium.order.OrderHouse.commandsFor;
import static dev.emporium.order.OrderHouse.confirmed;
import static dev.emporium.order.OrderHouse.deliver;
import static dev.emporium.order.OrderHouse.get;
import static dev.emporium.order.OrderHouse.guest;
import static dev.emporium.order.OrderHouse.items;
import static dev.emporium.order.OrderHouse.key;
import static dev.emporium.order.OrderHouse.order;
import static dev.emporium.order.OrderHouse.ship;
import static dev.emporium.order.OrderHouse.typesOf;
import static dev.emporium.platform.testing.Heard.Arrival.LATE;
import static dev.emporium.platform.testing.Heard.Arrival.OUT_OF_ORDER;
import static dev.emporium.platform.testing.Heard.Arrival.POISONED;
import static dev.emporium.platform.testing.Heard.Arrival.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.order.Client;
import dev.emporium.order.Client.Reply;
import dev.emporium.order.OrderHouse;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.Heard;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was delivered comes back in whole or in part, never more of it than was bought, and is paid back once. */
class ReturnsIT {
    private final UUID customerId = UUID.randomUUID();
    private final Client customer = as(customerId, Role.CUSTOMER);
    private final Client staff = guest().with("Authorization", STAFF);
    private final UUID shirt = SHOP.sells("5.00");
    private final UUID sock = SHOP.sells("0.10");
    private final String mark = "Mark" + customerId.toString().substring(0, 8);
    private String orderId;

    @BeforeEach
    void somethingWasDelivered() {
        SHOP.isOpen();
        orderId = customer.order(items(shirt, 3, sock, 2)).text("/order_id");
        deliver(orderId);
    }

    private String path() {
        return "/orders/" + orderId + "/returns";
    }

    private Reply request(Client who, Object... productsAndQuantities) {
        String body = items(productsAndQuantities);
        return who.send(
                "POST", path(), body.substring(0, body.indexOf(']') + 1) + ",\"reason\":\"Too small\\n" + mark + "\"}");
    }

    private Reply set(Reply requested, String status) {
        return staff.send("PUT", path() + "/" + requested.text("/return_id"), "{\"status\":\"" + status + "\"}");
    }

    private List<String> commandsOf(String type, int ofAll) {
        return commandsFor(orderId, ofAll).stream()
                .filter(command -> typesOf(List.of(command)).contains(type))
                .toList();
    }

    @Test
    void anOrdersReturnsAreWalkedAsAllLists() {
        List<String> asked = IntStream.range(0, 3)
                .mapToObj(each -> request(customer, shirt, 1).text("/return_id"))
                .toList();
        Reply first = customer.get(path() + "?limit=2");
        assertThat(first.body().at("/items").findValuesAsText("return_id")).isEqualTo(asked.subList(0, 2));
        assertThat(first.response().headers().firstValue("Link"))
                .contains("<" + path() + "?limit=2&cursor=" + first.text("/next") + ">; rel=\"next\"");
        Reply last = customer.get(path() + "?limit=2&cursor=" + first.text("/next"));
        assertThat(last.body().at("/items").findValuesAsText("return_id")).isEqualTo(asked.subList(2, 3));
        assertThat(last.body().at("/next").isNull()).as(last.body().toString()).isTrue();
        assertThat(customer.get(path() + "?limit=101").status()).isEqualTo(422);
    }

    @Test
    void aPartOfALineComesBackIsRestockedAndRefundedAtThePriceOfTheOrder() {
        Reply requested = request(customer, shirt, 2, sock, 1);
        assertThat(requested.status()).as(requested.body().toString()).isEqualTo(201);
        assertThat(requested.text("/status")).isEqualTo("requested");
        assertThat(requested.response().headers().firstValue("Location"))
                .contains(path() + "/" + requested.text("/return_id"));
        assertThat(set(requested, "received").status()).as("not accepted yet").isEqualTo(409);
        assertThat(set(requested, "accepted").text("/status")).isEqualTo("accepted");
        SHOP.sells(shirt, "99.00", "EUR", "active");
        assertThat(set(requested, "received").text("/status")).isEqualTo("received");
        assertThat(set(requested, "received").status()).as("again").isEqualTo(200);
        assertThat(set(requested, "accepted").status()).isEqualTo(409);

        String returnId = requested.text("/return_id");
        List<String> restocks = commandsOf("stock.restock", 7);
        List<String> refunds = commandsOf("payment.refund", 7);
        assertThat(restocks).hasSize(1).allSatisfy(command -> assertThat(EventContracts.violations(command))
                .isEmpty());
        assertThat(restocks.get(0)).contains("{\"product_id\":\"" + shirt + "\",\"quantity\":2}");
        assertThat(refunds).hasSize(1).allSatisfy(command -> assertThat(EventContracts.violations(command))
                .isEmpty());
        assertThat(refunds.get(0))
                .contains("\"refund_id\":\"" + returnId + "\"")
                .contains("\"amount\":{\"amount\":\"10.10\",\"currency\":\"EUR\"}")
                .doesNotContain(mark);
        assertThat(get("/orders/" + orderId).text("/status")).as("some is left").isEqualTo("delivered");
    }

    @Test
    @Heard(
            by = RefundsListener.class,
            arriving = {TWICE, POISONED})
    void whatWasRefundedIsShownOnce() {
        Reply requested = request(customer, shirt, 1);
        set(requested, "accepted");
        set(requested, "received");
        assertThat(customer.get(path()).body().at("/items/0/refund").isNull()).isTrue();
        String refund = refund("payment.refunded", requested.text("/return_id"), "5.00");
        SHOP.writes("payment.events", refund);
        SHOP.writes("payment.events", refund);
        await("select refund_minor = 500 from returns where return_id = '" + requested.text("/return_id") + "'");
        refunded(requested.text("/return_id"), "4.00");
        refunded(UUID.randomUUID().toString(), "1.00");
        SHOP.writes("payment.events", EventContracts.example("payment.refunded").replace("refund_id", "refund"));
        Reply another = request(customer, shirt, 1);
        set(another, "accepted");
        set(another, "received");
        refunded(another.text("/return_id"), "5.00");
        await("select refund_minor = 500 from returns where return_id = '" + another.text("/return_id") + "'");
        JsonNode all = customer.get(path()).body().get("items");
        assertThat(all).hasSize(2);
        assertThat(all.at("/0/refund/amount").asText()).isEqualTo("5.00");
    }

    /** It is not paid back under the return's id again: whatever comes behind it is of before. */
    @ParameterizedTest
    @CsvSource({"payment.refunded, payment.refund_failed", "payment.refund_failed, payment.refunded"})
    @Heard(
            by = RefundsListener.class,
            arriving = {TWICE, OUT_OF_ORDER, POISONED})
    void aRefundThatHasNotArrivedIsShownAsFailed(String first, String then) {
        String returnId = received(shirt, 1);
        for (String type : List.of(first, then, then, first)) {
            SHOP.writes("payment.events", refund(type, returnId, "5.00"));
        }
        SHOP.writes(
                "payment.events",
                refund("payment.refund_failed", UUID.randomUUID().toString(), "5.00"));
        SHOP.writes(
                "payment.events",
                EventContracts.example("payment.refund_failed").replace("refund_id", "refund"));
        String another = received(shirt, 1);
        refunded(another, "5.00");
        await("select refund_minor = 500 from returns where return_id = '" + another + "'");

        JsonNode all = customer.get(path()).body().get("items");
        assertThat(all.at("/0/refund_failed").asBoolean()).isTrue();
        assertThat(all.at("/0/refund").isNull()).isTrue();
        assertThat(all.at("/0/status").asText()).isEqualTo("received");
        assertThat(all.at("/1/refund_failed").asBoolean(true)).isFalse();
    }

    /** What was paid for is asked for behind it: whatever was asked for the gift would be there before. */
    @Test
    void ofWhatCostNothingNothingIsPaidBack() {
        UUID gift = SHOP.sells("0.00");
        orderId = customer.order(items(gift, 1, shirt, 1)).text("/order_id");
        deliver(orderId);
        Reply free = request(customer, gift, 1);
        set(free, "accepted");
        assertThat(set(free, "received").text("/refund/amount")).isEqualTo("0.00");
        Reply paid = request(customer, shirt, 1);
        set(paid, "accepted");
        set(paid, "received");

        assertThat(commandsOf("payment.refund", 8))
                .singleElement()
                .asString()
                .contains(paid.text("/return_id"), "\"amount\":\"5.00\"");
        assertThat(commandsOf("stock.restock", 8)).hasSize(2);
        assertThat(get("/orders/" + orderId).text("/status")).isEqualTo("returned");
    }

    private void refunded(String refundId, String amount) {
        SHOP.writes("payment.events", refund("payment.refunded", refundId, amount));
    }

    private String refund(String type, String refundId, String amount) {
        return EventContracts.example(type)
                .replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"" + UUID.randomUUID() + "\"")
                .replaceFirst("\"order_id\":\"[^\"]*\"", "\"order_id\":\"" + orderId + "\"")
                .replaceFirst("\"refund_id\":\"[^\"]*\"", "\"refund_id\":\"" + refundId + "\"")
                .replaceFirst("\"amount\":\\{\"amount\":\"[^\"]*\"", "\"amount\":{\"amount\":\"" + amount + "\"");
    }

    @Test
    void anOrderOfWhichNothingIsLeftIsReturned() {
        Reply first = request(customer, shirt, 3);
        Reply second = request(customer, sock, 2);
        for (Reply each : List.of(first, second)) {
            set(each, "accepted");
        }
        set(first, "received");
        assertThat(get("/orders/" + orderId).text("/status")).isEqualTo("delivered");
        set(second, "received");
        assertThat(get("/orders/" + orderId).text("/status")).isEqualTo("returned");
        JsonNode last = get("/orders/" + orderId + "/history").body().at("/items/4");
        assertThat(last.get("actor").asText()).isEqualTo("staff");
        assertThat(last.get("cause").asText()).isEqualTo("return received");
        assertThat(request(customer, sock, 1).text("/code")).isEqualTo("nothing_left");
    }

    @Test
    void neverIsMoreOnItsWayBackThanWasBought() {
        assertThat(request(customer, shirt, 4).text("/code")).isEqualTo("nothing_left");
        Reply some = request(customer, shirt, 2);
        assertThat(request(customer, shirt, 2).status()).isEqualTo(409);
        assertThat(request(customer, shirt, 1, sock, 3).status())
                .as("all or nothing")
                .isEqualTo(409);
        assertThat(set(some, "refused").text("/status")).isEqualTo("refused");
        assertThat(request(customer, shirt, 3).status())
                .as("what was refused is still theirs")
                .isEqualTo(201);
        assertThat(set(some, "accepted").status()).isEqualTo(409);

        long granted = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> request(customer, sock, 1)))
                .toList()
                .stream()
                .filter(reply -> reply.join().status() == 201)
                .count();
        assertThat(granted).as("of two, however many ask at once").isEqualTo(2);
    }

    @Test
    void whatWasAcceptedAndNeverCameIsTheOwnersAgain() {
        Reply lost = request(customer, shirt, 3);
        set(lost, "accepted");
        assertThat(request(customer, shirt, 1).text("/code")).isEqualTo("nothing_left");
        assertThat(set(lost, "refused").text("/status")).isEqualTo("refused");
        assertThat(set(lost, "received").status())
                .as("what is closed is not paid back")
                .isEqualTo(409);
        assertThat(request(customer, shirt, 3).status()).isEqualTo(201);
    }

    @Test
    void aReturnWaitsForAnotherOfItsOrderAndCountsIt() {
        CompletableFuture<Reply> asked = JDBI.inTransaction(transaction -> {
            transaction.execute("select from orders where order_id = ?::uuid for update", orderId);
            CompletableFuture<Reply> asking = CompletableFuture.supplyAsync(() -> request(customer, sock, 1));
            await(
                    """
                    select exists (select from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock')
                    """);
            UUID another = Uuid7.next();
            transaction.execute(
                    """
                    insert into returns (return_id, order_id, status, created_at, updated_at)
                    values (?, ?::uuid, 'requested', now(), now())
                    """,
                    another,
                    orderId);
            transaction.execute(
                    "insert into return_lines (return_id, product_id, quantity) values (?, ?, 2)", another, sock);
            return asking;
        });
        assertThat(asked.join().text("/code")).isEqualTo("nothing_left");
    }

    @Test
    void oneKeyMakesOneReturn() {
        Client once = customer.with("Idempotency-Key", key());
        Reply first = request(once, shirt, 2);
        assertThat(request(once, shirt, 2).body()).isEqualTo(first.body());
        assertThat(request(once, shirt, 1).text("/code")).isEqualTo("idempotency_key_reused");
        assertThat(customer.get(path()).body().get("items")).hasSize(1);
    }

    @Test
    void onlyWhatWasDeliveredComesBack() {
        orderId = confirmed();
        assertThat(request(staff, shirt, 1).text("/code")).isEqualTo("not_delivered");
        ship(orderId);
        assertThat(request(staff, shirt, 1).text("/code")).isEqualTo("not_delivered");
    }

    @Test
    void itIsTheOwnersToAskAndStaffsToTake() {
        Client stranger = as(UUID.randomUUID(), Role.CUSTOMER);
        assertThat(request(stranger, shirt, 1).status()).isEqualTo(404);
        assertThat(request(guest(), shirt, 1).status()).isEqualTo(401);
        assertThat(stranger.get(path()).status()).isEqualTo(404);
        Reply requested = request(customer, shirt, 1);
        assertThat(customer.send("PUT", path() + "/" + requested.text("/return_id"), "{\"status\":\"accepted\"}")
                        .status())
                .isEqualTo(403);
        String others = confirmed();
        assertThat(staff.send(
                                "PUT",
                                "/orders/" + others + "/returns/" + requested.text("/return_id"),
                                "{\"status\":\"accepted\"}")
                        .status())
                .as("of another order")
                .isEqualTo(404);
        set(requested, "accepted");
        assertThat(as(UUID.randomUUID(), Role.ADMIN)
                        .get("/orders/audit?subject_id=" + orderId)
                        .text("/items/0/detail"))
                .isEqualTo(requested.text("/return_id") + ": accepted");

        Reply guests = order(key(), items(shirt, 1));
        orderId = guests.text("/order_id");
        deliver(orderId);
        Client owner = guest().with("Order-Token", guests.text("/order_token"));
        assertThat(request(owner, shirt, 1).status()).isEqualTo(201);
        assertThat(owner.get(path()).body().get("items")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quantity\":1   | quantity\":0     | items[0].quantity",
                "quantity\":1   | quantity\":1000  | items[0].quantity",
                "\"reason\"     | \"refund\":1,\"reason\" | refund",
                "Too small      | Too \\u202Esmall | reason",
                "%shirt         | 0193b3a0-0000-7000-8000-00000000000a | items"
            })
    void anInvalidReturnNamesTheFieldAndChangesNothing(String from, String to, String field) {
        String body = "{\"items\":[{\"product_id\":\"%shirt\",\"quantity\":1}],\"reason\":\"Too small\"}";
        Reply refused = customer.send("POST", path(), body.replace(from, to).replace("%shirt", shirt.toString()));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/errors/0/field")).isEqualTo(field);
        assertThat(customer.get(path()).body().get("items")).isEmpty();
    }

    @Test
    void whatADeletedCustomerHasSaidIsForgottenAndTheyAskForNothingMore() {
        assertThat(request(customer.with("Idempotency-Key", key()), shirt, 1).status())
                .isEqualTo(201);
        assertThat(Client.traces(JDBI, mark))
                .as("the search finds what is there")
                .isNotEmpty();
        SHOP.deletes(Uuid7.next(), customerId);
        OrderHouse.await("select exists (select from erased_customers where customer_id = '" + customerId + "')");
        assertThat(Client.traces(JDBI, mark)).isEmpty();
        assertThat(request(customer, shirt, 1).text("/code")).isEqualTo("account_deleted");
    }

    @Test
    @Heard(
            by = RefundsListener.class,
            arriving = {LATE, OUT_OF_ORDER})
    void refundsThatComeLateOrInAnotherOrderAreEachTheirReturns() {
        String first = received(shirt, 2);
        String second = received(sock, 1);
        SHOP.deletes(Uuid7.next(), customerId);
        OrderHouse.await("select exists (select from erased_customers where customer_id = '" + customerId + "')");
        refunded(second, "0.10");
        refunded(first, "10.00");
        await("select refund_minor = 1000 from returns where return_id = '" + first + "'");
        JsonNode all = staff.get(path()).body().get("items");
        assertThat(all.findValuesAsText("return_id")).containsExactlyInAnyOrder(first, second);
        assertThat(all).allSatisfy(each -> assertThat(each.at("/refund/amount").asText())
                .isEqualTo(each.get("return_id").asText().equals(first) ? "10.00" : "0.10"));
        assertThat(Client.traces(JDBI, mark)).isEmpty();
    }

    private String received(UUID product, int quantity) {
        Reply requested = request(customer, product, quantity);
        set(requested, "accepted");
        set(requested, "received");
        return requested.text("/return_id");
    }
}
