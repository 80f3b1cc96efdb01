package dev.emporium.order.checkout.boundary;

import static dev.emporium.order.OrderHouse.BUYER;
import static dev.emporium.order.OrderHouse.SHOP;
import static dev.emporium.order.OrderHouse.commandsFor;
import static dev.emporium.order.OrderHouse.get;
import static dev.emporium.order.OrderHouse.items;
import static dev.emporium.order.OrderHouse.key;
import static dev.emporium.order.OrderHouse.order;
import static dev.emporium.order.OrderHouse.send;
import static dev.emporium.order.OrderHouse.tells;
import static dev.emporium.order.OrderHouse.to;
import static dev.emporium.order.OrderHouse.typesOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.order.Client.Reply;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.Wait;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an order costs the catalogue and the rates say, and nobody is charged more than was shown. */
class PricesIT {
    private LocalDate today;

    /** On a day that does not end before the test. */
    @BeforeEach
    void everythingIsInStock() throws Throwable {
        SHOP.isOpen();
        Wait.until(() -> {
            today = LocalDate.now(ZoneOffset.UTC);
            assertThat(LocalDate.ofInstant(Instant.now().plusSeconds(40), ZoneOffset.UTC))
                    .isEqualTo(today);
        });
    }

    @Test
    void anOrderFromItemsIsPricedByTheCatalogueAndConfirmed() {
        UUID cheap = SHOP.sells("0.10");
        UUID dear = SHOP.sells("19.99");
        Reply placed = order(key(), items(cheap, 3, dear, 2));

        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.body().get("status").asText()).isEqualTo("confirmed");
        assertThat(placed.body().at("/total/amount").asText()).isEqualTo("44.18");
        assertThat(placed.text("/shipping/method")).isEqualTo("standard");
        assertThat(placed.text("/shipping/price/amount")).isEqualTo("3.90");
        assertThat(placed.body().at("/items/0/line_total/amount").asText()).isEqualTo("0.30");
        assertThat(placed.body().get("reason").isNull()).isTrue();
        String id = placed.body().get("order_id").asText();
        assertThat(placed.response().headers().firstValue("Location")).contains("/orders/" + id);
        assertThat(((ObjectNode) placed.body()).remove("order_token").asText()).startsWith("ot_");
        assertThat(get("/orders/" + id).body()).isEqualTo(placed.body());

        JsonNode history = get("/orders/" + id + "/history").body().get("items");
        assertThat(history.findValuesAsText("status")).containsExactly("pending", "confirmed");
        assertThat(history.findValuesAsText("cause")).containsExactly("placed", "payment.authorised");
        List<String> commands = commandsFor(id, 4);
        assertThat(typesOf(commands))
                .containsExactlyInAnyOrder("stock.reserve", "payment.authorise", "stock.commit", "shipment.create");
        assertThat(commands).allSatisfy(command -> assertThat(EventContracts.violations(command))
                .isEmpty());
    }

    @Test
    void anOrderFromACartTakesWhatIsInIt() {
        UUID product = SHOP.sells("5.00");
        UUID cart = SHOP.hasCart(Map.of(product, 4));
        Reply placed = order(key(), "{\"cart_id\":\"" + cart + "\"," + BUYER + "}");
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.body().at("/items/0/quantity").asInt()).isEqualTo(4);
        assertThat(placed.body().at("/total/amount").asText()).isEqualTo("23.90");
    }

    @Test
    void anOrderFromACartIsHeldToWhatTheCartHasShown() {
        UUID dearer = SHOP.sells("4.00");
        UUID cheaper = SHOP.sells("4.00");
        UUID cart = SHOP.hasCart(Map.of(dearer, 2, cheaper, 2));
        String body = "{\"cart_id\":\"" + cart + "\"," + BUYER + "}";
        SHOP.sells(dearer, "4.01", "EUR", "active");
        tells(dearer);
        Reply refused = order(key(), body);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("code").asText()).isEqualTo("price_changed");
        assertThat(refused.body().get("detail").asText()).contains("16.02 EUR");

        SHOP.sells(cheaper, "3.99", "EUR", "active");
        tells(cheaper);
        assertThat(order(key(), body).body().at("/total/amount").asText())
                .as("dearer and cheaper by the same")
                .isEqualTo("19.90");
        SHOP.sells(cheaper, "3.00", "EUR", "active");
        tells(cheaper);
        assertThat(order(key(), body).body().at("/total/amount").asText()).isEqualTo("17.92");
    }

    @Test
    void whoSaysWhatTheyExpectIsHeldToThatAndTheCurrencyStays() {
        UUID product = SHOP.sells("4.00");
        String body = "{\"cart_id\":\"" + SHOP.hasCart(Map.of(product, 2)) + "\"," + BUYER + "}";
        String expecting = body.replaceFirst("\\{", "{\"expected_total\":{\"amount\":\"27.90\",\"currency\":\"USD\"},");
        SHOP.sells(product, "12.00", "EUR", "active");
        tells(product);
        assertThat(order(key(), expecting.replace("USD", "EUR")).status()).isEqualTo(201);

        SHOP.sells(product, "1.00", "USD", "active");
        tells(product);
        for (String order : List.of(body, expecting)) {
            Reply refused = order(key(), order);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.body().get("code").asText()).isEqualTo("currency_mismatch");
            assertThat(refused.body().at("/errors/0/field").asText()).isEqualTo("cart_id");
        }
    }

    @Test
    void aTotalAboveWhatWasExpectedIsRefused() {
        UUID product = SHOP.sells("5.00");
        String body = items(product, 2)
                .replaceFirst("\\{", "{\"expected_total\":{\"amount\":\"13.89\",\"currency\":\"EUR\"},");
        Reply refused = order(key(), body);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("code").asText()).isEqualTo("price_changed");
        assertThat(order(key(), body.replace("13.89", "13.90")).status()).isEqualTo(201);
        assertThat(order(key(), body.replace("EUR", "USD")).status()).isEqualTo(422);
    }

    @Test
    void nothingIsOrderedWhilePricesAreNotToBeHad() {
        UUID product = SHOP.sells("5.00");
        String key = key();
        SHOP.goesAway(true);
        Reply refused = order(key, items(product, 1));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        SHOP.goesAway(false);
        Instant end = Instant.now().plusSeconds(60);
        Reply retried;
        do {
            retried = order(key, items(product, 1));
        } while (retried.status() == 503 && Instant.now().isBefore(end));
        assertThat(retried.status()).isEqualTo(201);
    }

    @Test
    void whatIsNotOnSaleCannotBeOrdered() {
        UUID draft = SHOP.sells("5.00", "EUR", "draft");
        assertThat(order(key(), items(draft, 1)).body().get("code").asText()).isEqualTo("unknown_product");
        assertThat(order(key(), items(UUID.randomUUID(), 1)).status()).isEqualTo(422);
        Reply mixed = order(key(), items(SHOP.sells("5.00"), 1, SHOP.sells("500", "JPY", "active"), 1));
        assertThat(mixed.body().get("code").asText()).isEqualTo("currency_mismatch");
        Reply noKey = send(to("/orders/")
                .POST(HttpRequest.BodyPublishers.ofString(items(draft, 1)))
                .build());
        assertThat(noKey.status()).isEqualTo(400);
        assertThat(noKey.body().get("code").asText()).isEqualTo("idempotency_key_required");
    }

    @ParameterizedTest
    @CsvSource({
        "'', standard, 3.90, 8.90, ",
        "'\"shipping_method\":\"express\",', express, 9.90, 14.90, ",
        "'\"deliver_on\":\"%tomorrow\",', express, 9.90, 14.90, %tomorrow",
        "'\"deliver_on\":\"%later\",', standard, 3.90, 8.90, %later"
    })
    void anOrderIsSentTheCheapestWayUnlessTheBuyerWishesOtherwise(
            String wish, String method, String price, String total, String day) {
        Reply placed = order(key(), items(SHOP.sells("5.00"), 1).replaceFirst("\\{", "{" + days(wish)));
        assertThat(placed.status()).as(placed.body().toString()).isEqualTo(201);
        assertThat(placed.text("/shipping/method")).isEqualTo(method);
        assertThat(placed.text("/shipping/price/amount")).isEqualTo(price);
        assertThat(placed.text("/shipping/deliver_on")).isEqualTo(day == null ? "" : days(day));
        assertThat(placed.text("/total/amount")).isEqualTo(total);
        String shipment = commandsFor(placed.text("/order_id"), 4).stream()
                .filter(command -> command.contains("\"shipment.create\""))
                .findFirst()
                .orElseThrow();
        assertThat(EventContracts.violations(shipment)).isEmpty();
        assertThat(shipment)
                .contains("\"method\":\"" + method + "\"")
                .contains("\"deliver_on\":" + (day == null ? "null" : "\"" + days(day) + "\""));
    }

    private String days(String text) {
        return text.replace("%tomorrow", today.plusDays(1).toString())
                .replace("%later", today.plusDays(9).toString())
                .replace("%yesterday", today.minusDays(1).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "'\"shipping_method\":\"pigeon\",', 1, unknown_shipping_method, shipping_method",
        "'\"shipping_method\":\"standard\",\"deliver_on\":\"%tomorrow\",', 1, impossible_day, deliver_on",
        "'\"deliver_on\":\"%yesterday\",', 1, impossible_day, deliver_on",
        "'\"deliver_on\":\"soon\",', 1, invalid, deliver_on",
        "'\"deliver_on\":\"%tomorrowT22:00:00Z\",', 1, invalid, deliver_on",
        "'', 51, not_deliverable, shipping_address.country"
    })
    void whatCannotBeSentLikeThatIsNotOrdered(String wish, int quantity, String code, String field) {
        UUID product = SHOP.sells("5.00");
        SHOP.weighs(product, 2_000);
        Reply refused = order(key(), items(product, quantity).replaceFirst("\\{", "{" + days(wish)));
        assertThat(refused.status()).as(refused.body().toString()).isEqualTo(422);
        assertThat(refused.text("/code")).isEqualTo(code);
        assertThat(refused.text("/errors/0/field")).isEqualTo(field);
    }

    /** Else whoever looks for the fault looks at the weight. */
    @Test
    void whatNobodySendsForThatMoneyIsRefusedWithItsCurrency() {
        Reply refused = order(key(), items(SHOP.sells("5.00", "SEK", "active"), 1));
        assertThat(refused.text("/code")).as(refused.body().toString()).isEqualTo("not_deliverable");
        assertThat(refused.text("/errors/0/message")).contains("SEK");
    }

    @Test
    void aPieceOfWhichNobodySaysTheWeightWeighsWhatTheRatesSay() {
        UUID product = SHOP.sells("0.10");
        SHOP.weighs(product, 1_001);
        UUID unknown = SHOP.sells("0.10");
        assertThat(order(key(), items(product, 99, unknown, 1)).status())
                .as("99,599 g")
                .isEqualTo(201);
        assertThat(order(key(), items(product, 99, unknown, 2)).text("/code"))
                .as("100,099 g")
                .isEqualTo("not_deliverable");
    }
}
