package dev.emporium.order.checkout.boundary;

import static dev.emporium.order.OrderHouse.SHOP;
import static dev.emporium.order.OrderHouse.items;
import static dev.emporium.order.OrderHouse.key;
import static dev.emporium.order.OrderHouse.order;
import static dev.emporium.order.OrderHouse.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.Client.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no order is refused, by its field. */
class OrderRequestsIT {
    @BeforeEach
    void everythingIsInStock() {
        SHOP.isOpen();
    }

    @ParameterizedTest
    @CsvSource({
        "ada@, ada\\u200B@, email",
        "ada@, ada\\u00A0@, email",
        "ada@, \\u0430da@, email",
        "@emporium.example, @emporium\\u202E.example, email",
        "Ada, \\u2003, shipping_address.name",
        "Ada, Ada\\nLovelace, shipping_address.name",
        "Ada, Ada\\u001B[31m, shipping_address.name"
    })
    void takesNoTextThatIsNotWhatItSeems(String seems, String is, String field) {
        String right = items(SHOP.sells("5.00"), 1);
        assertThat(right).contains(seems);
        Reply refused = order(key(), right.replace(seems, is));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().at("/errors/0/field").asText()).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"postal_code\":\"10115\",\"country\":\"DE\"', '\"country\":\"QA\"', 201",
        "'\"postal_code\":\"10115\",\"country\":\"DE\"', '\"region\":\"Kowloon\",\"country\":\"HK\"', 201",
        "'\"country\":\"DE\"', '\"country\":\"XK\"', 201",
        "'\"country\":\"DE\"', '\"country\":\"ZZ\"', 422",
        "'\"postal_code\":\"10115\",', '', 422",
        "'\"country\":\"DE\"', '\"country\":\"US\"', 422"
    })
    void sendsToWhereTheAddressHasWhatItsCountryDemands(String german, String other, int status) {
        String right = items(SHOP.sells("5.00"), 1);
        assertThat(right).contains(german);
        assertThat(order(key(), right.replace(german, other)).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quantity\":1       | quantity\":0        | items[0].quantity",
                "quantity\":1       | quantity\":1000     | items[0].quantity",
                "quantity\":1       | quantity\":1.5      | items[0].quantity",
                "quantity\":1       | quantity\":\"1\"    | items[0].quantity",
                "quantity\":1       | quantity\":1,\"unit_price\":1 | items[0].unit_price",
                "\"country\":\"DE\" | \"country\":\"Germany\" | shipping_address.country",
                "\"city\":\"Berlin\"| \"city\":\" \"      | shipping_address.city",
                "tok_visa           | 4111111111111111    | payment.token",
                "tok_visa           | tok_4111111111111111 | payment.token",
                "tok_visa           | tok_4111-1111_1111-1111 | payment.token",
                "tok_visa           | tok_card_378282246310005_x | payment.token",
                "\"payment\"       | \"shipping_method\":\"By Air\",\"payment\" | shipping_method",
                "ada@emporium.example | nobody            | email",
                "{\"items\"         | {\"customer_id\":\"0193b3a0-0000-7000-8000-00000000000a\",\"items\" | customer_id",
                "{\"items\"         | {\"cart_id\":\"0193b3a0-0000-7000-8000-00000000000a\",\"items\"     | cart_id"
            })
    void anInvalidOrderNamesTheFieldAndChangesNothing(String from, String to, String field) {
        String body = items(SHOP.sells("5.00"), 1);
        assertThat(body).contains(from);
        Reply refused = order(key(), body.replace(from, to));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().get("errors").findValuesAsText("field")).contains(field);
        assertThat(refused.response().body()).doesNotContain("dev.emporium").doesNotContain("java.");
    }
}
