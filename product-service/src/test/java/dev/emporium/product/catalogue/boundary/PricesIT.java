package dev.emporium.product.catalogue.boundary;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import dev.emporium.platform.security.Role;
import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductApi.Reply;
import dev.emporium.product.catalogue.entity.ProductRepository;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesIT {
    private final ProductApi api = ProductApi.shared();
    private final String staff = api.tokens().bearer(UUID.randomUUID(), Role.STAFF);
    private final UUID product = aProduct().with("price", price("20.00")).create(api);

    private static String price(String amount) {
        return "{\"amount\": \"%s\", \"currency\": \"EUR\"}".formatted(amount);
    }

    /** What it is reduced from after a change, "" for nothing; told alike wherever the product is. */
    private String reducedFrom(String change) {
        String path = "/products/" + product;
        Reply changed = api.patch(path, change, "If-Match", "*");
        assertThat(changed.status()).as(changed.body().toString()).isEqualTo(200);
        Reply read = api.get(path, "Authorization", staff);
        assertThat(read.header("ETag")).isEqualTo(changed.header("ETag"));
        for (JsonNode told : List.of(read.body(), changed.body())) {
            assertThat(told.path("lowest_price_30_days"))
                    .isEqualTo(api.get("/products?ids=" + product, "Authorization", staff)
                            .body()
                            .at("/items/0/lowest_price_30_days"));
        }
        return read.body().at("/lowest_price_30_days/amount").asText("");
    }

    private String reducedFromAt(String amount) {
        return reducedFrom("{\"price\": {\"amount\": \"%s\"}}".formatted(amount));
    }

    @Test
    void tellsTheLowestPriceOfThirtyDaysWhileItIsReduced() {
        assertThat(api.get("/products/" + product)
                        .body()
                        .get("lowest_price_30_days")
                        .isNull())
                .isTrue();
        assertThat(reducedFromAt("25.00")).isEmpty();
        assertThat(reducedFromAt("15.00")).isEqualTo("20.00");
        assertThat(reducedFrom("{\"name\": \"Another\"}")).isEqualTo("20.00");
        assertThat(reducedFromAt("17.00")).isEmpty();
        assertThat(reducedFromAt("14.00")).isEqualTo("15.00");
        assertThat(reducedFrom("{\"status\": \"draft\"}")).isEmpty();
        assertThat(reducedFrom("{\"status\": \"active\"}")).isEmpty();
        assertThat(reducedFrom("{\"price\": {\"amount\": \"10.00\", \"currency\": \"USD\"}}"))
                .isEmpty();
        assertThat(reducedFrom("{\"price\": {\"amount\": \"9.00\", \"currency\": \"EUR\"}}"))
                .isEmpty();
    }

    @Test
    void aReductionIsPartOfTheTagAndDoesNotHinderEditors() {
        reducedFromAt("15.00");
        String tag = api.get("/products/" + product, "Authorization", staff).header("ETag");
        api.jdbi().useTransaction(handle -> handle.createScript(
                        """
                                alter table prices disable trigger prices_only_grow;
                                update prices set since = since - interval '40 days' where product_id = '%s';
                                alter table prices enable trigger prices_only_grow
                                """
                                .formatted(product))
                .execute());
        assertThat(api.get("/products/" + product, "Authorization", staff, "If-None-Match", tag)
                        .status())
                .as("it has ended")
                .isEqualTo(200);
        assertThat(api.patch("/products/" + product, "{\"name\": \"New\"}", "If-Match", tag)
                        .status())
                .isEqualTo(200);
        assertThat(api.get("/products/" + product, "If-None-Match", tag).status())
                .isEqualTo(200);
    }

    /** A price that has not changed for so long is the ordinary one; and one that an older version wrote is none that we know. */
    @ParameterizedTest
    @CsvSource({"29, 790, 9.90", "31, 790, ''", "29, 780, ''"})
    void aReductionEndsAfterThirtyDays(int days, long minor, String from) {
        UUID draft = aProduct().withStatus("draft").create(api);
        api.jdbi()
                .useHandle(handle -> handle.execute(
                        "insert into prices (product_id, since, price_minor, currency, lowest_minor)"
                                + " values (?, now() - make_interval(days => ?), ?, 'EUR', 990)",
                        draft,
                        days,
                        minor));
        api.jdbi()
                .useHandle(
                        handle -> handle.execute("update products set status = 'active' where product_id = ?", draft));
        assertThat(api.get("/products/" + draft)
                        .body()
                        .at("/lowest_price_30_days/amount")
                        .asText(""))
                .isEqualTo(from);
    }

    /** Where the clocks were put forward ten days ago, thirty days of the calendar are an hour less. */
    @Test
    void thirtyDaysAreAsManyHoursWhereverTheServiceRuns() {
        UUID draft = aProduct().withStatus("draft").create(api);
        int forward = Math.min(LocalDate.now(ZoneOffset.UTC).minusDays(10).getDayOfYear(), 365);
        int back = (forward + 100) % 365 + 1;
        api.jdbi().useTransaction(transaction -> {
            transaction.execute("set local time zone 'WIN0SUM,J%d,J%d'".formatted(forward, back));
            transaction.execute(
                    "insert into prices (product_id, since, price_minor, currency, lowest_minor)"
                            + " values (?, now() - interval '719 hours 30 minutes', 790, 'EUR', 990)",
                    draft);
            ProductRepository products = new ProductRepository(Json.mapper());
            assertThat(products.find(transaction, draft).orElseThrow().lowestPrice())
                    .isEqualTo(Money.of(990, "EUR"));
        });
    }

    @Test
    void theHistoryOnlyGrows() {
        reducedFromAt("15.00");
        reducedFrom("{\"status\": \"discontinued\"}");
        List<String> history = api.jdbi().withHandle(handle -> handle.createQuery(
                        "select concat_ws(' ', price_minor, currency, lowest_minor) from prices"
                                + " where product_id = :id order by since")
                .bind("id", product)
                .mapTo(String.class)
                .list());
        assertThat(history).containsExactly("2000 EUR", "1500 EUR 2000", "");
        assertThatThrownBy(() -> api.jdbi().useHandle(handle -> handle.execute("delete from prices")))
                .hasMessageContaining("append-only");
        assertThatThrownBy(() -> api.jdbi().useHandle(handle -> handle.execute("update prices set price_minor = 1")))
                .hasMessageContaining("append-only");
    }
}
