package dev.emporium.product.catalogue.boundary;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.Wait;
import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductApi.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProductListIT {
    private final ProductApi api = ProductApi.shared();

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("items").forEach(item -> ids.add(item.path("product_id").asText()));
        return ids;
    }

    @Test
    void walksACategoryFromTheNewestToTheOldest() {
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            created.add(aProduct().withCategory("walked").create(api).toString());
        }
        Collections.reverse(created);

        List<String> walked = new ArrayList<>();
        String path = "/products?category=walked&limit=2";
        int pages = 0;
        while (path != null) {
            Reply page = api.get(path);
            walked.addAll(ids(page.body()));
            String link = page.header("Link");
            String cursor = page.body().path("next").asText(null);
            assertThat(link == null).isEqualTo(cursor == null);
            path = link == null ? null : link.replaceAll("^<(.*)>; rel=\"next\"$", "$1");
            assertThat(path == null || path.contains(cursor)).isTrue();
            pages++;
        }
        assertThat(walked).isEqualTo(created);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void listsOnlyWhatIsActive() {
        UUID active = aProduct().withCategory("shown").withStock(4).create(api);
        aProduct().withCategory("shown").withStatus("draft").create(api);
        aProduct().withCategory("shown").withStatus("discontinued").create(api);
        UUID deleted = aProduct().withCategory("shown").create(api);
        api.delete("/products/" + deleted, "If-Match", "*");

        JsonNode page = api.get("/products/?category=shown").body();

        assertThat(ids(page)).containsExactly(active.toString());
        assertThat(page.get("next").isNull()).isTrue();
        assertThat(page.at("/items/0")).isEqualTo(api.get("/products/" + active).body());
        assertThat(ids(api.get("/products?limit=1").body())).containsExactly(active.toString());
    }

    /** What another replica does, statements beside this one stand for. */
    @Test
    void showsWhatAnotherReplicaHasChangedToStaffAtOnceAndToOthersWithinASecond() throws Throwable {
        String customer = api.tokens().bearer(UUID.randomUUID(), Role.CUSTOMER);
        String staff = api.tokens().bearer(UUID.randomUUID(), Role.STAFF);
        String path = "/products?category=elsewhere";
        UUID first = aProduct().withCategory("elsewhere").create(api);
        // so that what was found is found again
        Instant later = Instant.now().plusSeconds(2);
        while (Instant.now().isBefore(later)) {
            assertThat(ids(api.get(path, "Authorization", customer).body())).containsExactly(first.toString());
        }
        // by which it is known that nothing has changed until now
        api.get(path + "&limit=19");
        UUID second = UUID.randomUUID();
        elsewhere(
                second,
                "insert into products (product_id, sku, name, category, attributes, image_urls, price_minor, currency, status)"
                        + " values (:id, 'elsewhere', 'Tea', 'elsewhere', '{}', '{}', 790, 'EUR', 'active')",
                "insert into stock (product_id, on_hand, offer) values (:id, 0, 'on_sale')");
        try {
            assertThat(ids(api.get(path, "Authorization", staff).body())).contains(second.toString());
            for (String[] headers : List.of(new String[] {"Authorization", customer}, new String[0])) {
                Wait.until(() -> assertThat(ids(api.get(path, headers).body())).contains(second.toString()));
            }
        } finally {
            elsewhere(
                    second,
                    "delete from listings where product_id = :id",
                    "delete from stock where product_id = :id",
                    "delete from products where product_id = :id");
        }
    }

    private void elsewhere(UUID id, String... statements) {
        api.jdbi().useTransaction(transaction -> Stream.of(statements)
                .forEach(statement ->
                        transaction.createUpdate(statement).bind("id", id).execute()));
    }

    @Test
    void readsManyByTheirIdsButNoDrafts() {
        UUID active = aProduct().create(api);
        UUID draft = aProduct().withStatus("draft").create(api);
        UUID discontinued = aProduct().withStatus("discontinued").create(api);
        UUID deleted = aProduct().create(api);
        api.delete("/products/" + deleted, "If-Match", "*");
        String asked = Stream.of(draft, active, discontinued, active, deleted, UUID.randomUUID())
                .map(UUID::toString)
                .collect(Collectors.joining(","));

        Reply found = api.get("/products?limit=100&ids=" + asked);

        assertThat(ids(found.body())).containsExactlyInAnyOrder(active.toString(), discontinued.toString());
        assertThat(found.body().get("next").isNull()).isTrue();
        assertThat(found.header("Link")).isNull();
    }

    @Test
    void refusesIdsThatAreTooManyOrNone() {
        String hundred =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(100).collect(Collectors.joining(","));
        assertThat(api.get("/products?ids=" + hundred).status()).isEqualTo(200);
        Reply tooMany = api.get("/products?ids=" + hundred + "," + UUID.randomUUID());
        assertThat(tooMany.status()).isEqualTo(422);
        assertThat(tooMany.fields()).isEqualTo("ids");
        assertThat(api.get("/products?ids=").status()).isEqualTo(400);
        assertThat(api.get("/products?ids=1-1-1-1-1").status()).isEqualTo(400);
        assertThat(api.get("/products?category=tea&ids=" + UUID.randomUUID()).status())
                .isEqualTo(400);
        assertThat(api.get("/products?in_stock=true&ids=" + UUID.randomUUID()).status())
                .isEqualTo(400);
    }

    @Test
    void walksWhatIsInStockAndWhatIsSoldOut() {
        List<String> inStock = new ArrayList<>();
        List<String> soldOut = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            inStock.add(
                    0, aProduct().withCategory("shelf").withStock(1).create(api).toString());
            soldOut.add(0, aProduct().withCategory("shelf").create(api).toString());
        }
        assertThat(walk("/products?category=shelf&limit=3&in_stock=true")).isEqualTo(inStock);
        assertThat(walk("/products?category=shelf&limit=3&in_stock=false")).isEqualTo(soldOut);
        assertThat(walk("/products?category=shelf&limit=3")).hasSize(8);
        for (String neither : List.of("maybe", "TRUE", "1", "%00")) {
            assertThat(api.get("/products?in_stock=" + neither).status()).isEqualTo(400);
        }

        String emptied = inStock.remove(0);
        api.post("/products/" + emptied + "/stock/adjustments", "{\"delta\": -1, \"reason\": \"broken\"}");
        assertThat(walk("/products?category=shelf&limit=3&in_stock=true")).isEqualTo(inStock);
    }

    @Test
    void walksACategoryThatIsSpeltAsPeopleSpell() {
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            created.add(
                    0,
                    aProduct()
                            .withCategory("Home & Garden, 100% + Küche")
                            .create(api)
                            .toString());
        }
        String path = "/products?limit=2&category=Home%20%26%20Garden,%20100%25%20%2B%20K%C3%BCche";
        assertThat(walk(path)).isEqualTo(created);
    }

    private List<String> walk(String first) {
        List<String> walked = new ArrayList<>();
        for (String path = first; path != null; ) {
            Reply page = api.get(path);
            assertThat(page.status()).as(path).isEqualTo(200);
            walked.addAll(ids(page.body()));
            String link = page.header("Link");
            path = link == null ? null : link.replaceAll("^<(.*)>; rel=\"next\"$", "$1");
        }
        return walked;
    }

    @Test
    void refusesLimitsAndCursorsThatAreNone() {
        assertThat(api.get("/products?limit=0").status()).isEqualTo(422);
        assertThat(api.get("/products?limit=101").fields()).isEqualTo("limit");
        assertThat(api.get("/products?limit=many").status()).isEqualTo(400);
        assertThat(api.get("/products?cursor=there").status()).isEqualTo(400);
        assertThat(ids(api.get("/products?category=no-such").body())).isEmpty();
        for (String control : List.of("%00", "a%07", "%7F", "%C2%85", "a%0A")) {
            assertThat(api.get("/products?category=" + control).status())
                    .as(control)
                    .isEqualTo(400);
            assertThat(api.get("/products?cursor=" + control).status())
                    .as(control)
                    .isEqualTo(400);
        }
    }

    @Test
    void letsCachesKeepWhatEverybodyMaySee() {
        UUID product = aProduct().create(api);
        for (String path : List.of(
                "/products", "/products/categories", "/products/" + product, "/products/" + product + "/stock")) {
            Reply guests = api.get(path);
            assertThat(guests.header("Cache-Control")).as(path).isEqualTo("no-cache");
            assertThat(guests.header("Vary")).as(path).contains("Authorization");
        }
    }
}
