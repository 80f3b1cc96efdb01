package dev.emporium.product.catalogue.boundary;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.InterruptedMigrations;
import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductApi.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CategoriesIT {
    private static final String CATEGORIES = "/products/categories/";

    private final ProductApi api = ProductApi.shared();
    private final String staff = api.tokens().bearer(UUID.randomUUID(), Role.STAFF);

    /** "path: name" of those that begin like this, as they come. */
    private List<String> tree(String beginning, String... headers) {
        Reply reply = api.get("/products/categories", headers);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().get("next").isNull()).isTrue();
        List<String> found = new ArrayList<>();
        reply.body().path("items").forEach(category -> {
            String path = category.path("path").asText();
            if (path.startsWith(beginning)) {
                found.add(path + ": " + category.path("name").asText());
                assertThat(category.get("parent").asText("none"))
                        .isEqualTo(path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "none");
            }
        });
        return found;
    }

    @Test
    void aProductAddsItsCategoryAndAllThatThatIsUnder() {
        aProduct().withCategory("garden/tools/Spaten & Schaufeln").create(api);
        UUID product = aProduct().withCategory("garden/Pots").create(api);
        assertThat(tree("garden"))
                .containsExactly(
                        "garden: garden",
                        "garden/Pots: Pots",
                        "garden/tools: tools",
                        "garden/tools/Spaten & Schaufeln: Spaten & Schaufeln");
        api.patch("/products/" + product, "{\"category\": \"garden/seeds\"}", "If-Match", "*");
        assertThat(tree("garden/seeds")).containsExactly("garden/seeds: seeds");
    }

    @Test
    void whatHasNothingToSellIsForStaff() {
        aProduct().withCategory("hush/draft").withStatus("draft").create(api);
        aProduct().withCategory("hush/old").withStatus("discontinued").create(api);
        UUID deleted = aProduct().withCategory("hush/gone").create(api);
        assertThat(tree("hush")).containsExactly("hush: hush", "hush/gone: gone");
        api.delete("/products/" + deleted, "If-Match", "*");
        assertThat(tree("hush")).isEmpty();
        assertThat(tree("hush", "Authorization", staff)).hasSize(4);
        String customer = api.tokens().bearer(UUID.randomUUID(), Role.CUSTOMER);
        assertThat(tree("hush", "Authorization", customer)).isEmpty();
    }

    @Test
    void staffSayWhatItIsCalledAndWhereItStands() {
        Reply added = api.put(CATEGORIES + "sport/ball%20games", "{}");
        assertThat(added.status()).as(added.body().toString()).isEqualTo(201);
        assertThat(added.header("Location")).isEqualTo("/products/categories/sport/ball%20games");
        assertThat(added.body())
                .hasToString(
                        "{\"path\":\"sport/ball games\",\"name\":\"ball games\",\"parent\":\"sport\",\"order\":0}");
        api.put(CATEGORIES + "sport/yoga", "{\"name\": \"Yoga\"}");
        api.put(CATEGORIES + "sport/ball%20games", "{\"name\": \"Ballspiele\", \"order\": 1}");
        Reply again = api.put(CATEGORIES + "sport/ball%20games", "{\"name\": \"Ballspiele\", \"order\": 1}");
        assertThat(again.status()).isEqualTo(200);
        assertThat(tree("sport", "Authorization", staff))
                .containsExactly("sport: sport", "sport/yoga: Yoga", "sport/ball games: Ballspiele");
        aProduct().withCategory("sport/ball games").create(api);
        assertThat(tree("sport")).containsExactly("sport: sport", "sport/ball games: Ballspiele");
    }

    /** Whether it is a slash of the way or one in a name cannot be told; the second there is not. */
    @Test
    void takesTheWayAsSegmentsOfTheAddressAlone() {
        assertThat(api.put(CATEGORIES + "dance%2Ftango", "{}").status()).isEqualTo(400);
        assertThat(api.delete(CATEGORIES + "dance%2Ftango").status()).isEqualTo(400);
        assertThat(tree("dance", "Authorization", staff)).isEmpty();
    }

    @Test
    void whatIsInUseStays() {
        UUID product = aProduct().withCategory("music/vinyl").create(api);
        assertThat(api.delete(CATEGORIES + "music").code()).isEqualTo("category_in_use");
        assertThat(api.delete(CATEGORIES + "music/vinyl").status()).isEqualTo(409);
        api.patch("/products/" + product, "{\"status\": \"draft\"}", "If-Match", "*");
        assertThat(api.delete(CATEGORIES + "music/vinyl").status()).isEqualTo(409);
        api.delete("/products/" + product, "If-Match", "*");
        assertThat(api.delete(CATEGORIES + "music/vinyl").status()).isEqualTo(204);
        assertThat(api.delete(CATEGORIES + "music/vinyl").status()).isEqualTo(404);
        assertThat(api.delete(CATEGORIES + "music").status()).isEqualTo(204);
        assertThat(tree("music", "Authorization", staff)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/", "a/%20b", "a/b/c/d/e/f/g/h/i", "a%E2%80%8B", "%20", "a/../b", "a/."})
    void refusesWhatIsNoPath(String path) {
        Reply put = api.put(CATEGORIES + path, "{}");
        assertThat(put.status()).isEqualTo(422);
        assertThat(put.fields()).contains("path");
        assertThat(api.delete(CATEGORIES + path).status()).isEqualTo(422);
    }

    @Test
    void refusesAProductWithAPathThatIsNone() {
        for (String path : List.of("/", "a/", "a//b", "a / b", "a/../b", ".", "a/b/c/d/e/f/g/h/i", "x".repeat(256))) {
            Reply refused = aProduct().withCategory(path).post(api);
            assertThat(refused.status()).as(path).isEqualTo(422);
            assertThat(refused.fields()).as(path).contains("category");
        }
        aProduct().withCategory("a/b/c/d/e/f/g/" + "h".repeat(241)).create(api);
    }

    /** Whoever comes second decides by what the first has done. */
    @Test
    void aCategoryThatIsDeletedWhileAProductComesIntoItStays() {
        api.put(CATEGORIES + "race", "{}");
        Reply deletion = whileUnfinished(
                "insert into products (product_id, sku, name, category, attributes, image_urls, price_minor, currency, status)"
                        + " values (uuidv7(), 'race', 'Tea', 'race', '{}', '{}', 790, 'EUR', 'active')",
                () -> api.delete(CATEGORIES + "race"));
        assertThat(deletion.code()).isEqualTo("category_in_use");
    }

    @Test
    void aProductThatComesIntoACategoryWhileItIsDeletedAddsItAnew() {
        api.put(CATEGORIES + "again/and", "{}");
        Reply creation = whileUnfinished(
                "delete from categories where path = 'again/and'",
                () -> aProduct().withCategory("again/and").post(api));
        assertThat(creation.status()).isEqualTo(201);
        assertThat(tree("again")).containsExactly("again: again", "again/and: and");
    }

    private Reply whileUnfinished(String sql, Supplier<Reply> request) {
        CompletableFuture<Reply> reply;
        try (Handle other = api.jdbi().open().begin()) {
            other.execute(sql);
            reply = CompletableFuture.supplyAsync(request);
            InterruptedMigrations.await(
                    other.getConnection(),
                    "exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database())");
            other.commit();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return reply.join();
    }

    /** What was written before there was a tree, and what the version before writes. */
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "tea,tea",
                "Home & Garden,Home & Garden",
                "a/b,a/b",
                " a // b/ ,a/b",
                "/,",
                "/a/,a",
                "a/b/c/d/e/f/g/h/i/j,a/b/c/d/e/f/g/h i j"
            })
    void freeTextBecomesAPath(String text, String path) {
        String made = api.jdbi().withHandle(handle -> handle.createQuery("select category_path(:text)")
                .bind("text", text)
                .mapTo(String.class)
                .findOne()
                .orElse(null));
        assertThat(made).isEqualTo(path);
    }
}
