package dev.emporium.product;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.TestTokens;
import dev.emporium.product.ProductApi.Reply;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Everybody reads, staff and admin write. */
class AccessIT {
    private final ProductApi api = ProductApi.shared();
    private final TestTokens tokens = api.tokens();

    /** A request to a path with {@code ID}. @param done what it is answered when it is allowed */
    private record Write(String method, String path, String body, int done) {
        Reply send(ProductApi api, String token) {
            String filled = path.replace("ID", aProduct().create(api).toString());
            return api.send(method, filled, body(), "Authorization", token, "If-Match", "*");
        }

        @Override
        public String body() {
            return "FIXTURE".equals(body) ? aProduct().body() : body;
        }
    }

    static Stream<Write> writes() {
        return Stream.of(
                new Write("POST", "/products/", "FIXTURE", 201),
                new Write("PUT", "/products/ID", "FIXTURE", 200),
                new Write("PATCH", "/products/ID", "{\"name\": \"Black tea\"}", 200),
                new Write("DELETE", "/products/ID", null, 204),
                new Write("POST", "/products/ID/stock/adjustments", "{\"delta\": 1, \"reason\": \"counted\"}", 201));
    }

    @ParameterizedTest
    @MethodSource("writes")
    void writingIsForStaffAndAdmin(Write write) {
        for (Role role : List.of(Role.STAFF, Role.ADMIN)) {
            Reply done = write.send(api, tokens.bearer(UUID.randomUUID(), role));
            assertThat(done.status()).as("%s", role).isEqualTo(write.done());
        }
        for (Role role : List.of(Role.CUSTOMER, Role.SERVICE)) {
            Reply refused = write.send(api, tokens.bearer(UUID.randomUUID(), role));
            assertThat(refused.status()).as("%s", role).isEqualTo(403);
            assertThat(refused.code()).isEqualTo("forbidden");
        }
        assertThat(write.send(api, tokens.bearer(UUID.randomUUID())).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @MethodSource("writes")
    void writingNeedsATokenThatIsBelieved(Write write) {
        String path = write.path().replace("ID", aProduct().create(api).toString());
        Reply none = api.anonymously(write.method(), path, write.body());
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"emporium\"");

        Reply bad = write.send(api, "Bearer x.y.z");
        assertThat(bad.status()).isEqualTo(401);
        assertThat(bad.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
    }

    @Test
    void aRefusalLeavesTheProductAsItWas() {
        UUID product = aProduct().withStock(5).create(api);
        Reply before = api.get("/products/" + product);
        writes().filter(write -> write.path().contains("ID")).forEach(write -> {
            String path = write.path().replace("ID", product.toString());
            String customer = tokens.bearer(UUID.randomUUID(), Role.CUSTOMER);
            api.send(write.method(), path, write.body(), "Authorization", customer, "If-Match", "*");
            api.anonymously(write.method(), path, write.body());
        });
        assertThat(api.get("/products/" + product).body()).isEqualTo(before.body());
        assertThat(api.get("/products/" + product).header("ETag")).isEqualTo(before.header("ETag"));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void readingIsForEverybody(Role role) {
        for (String path : reads()) {
            assertThat(api.anonymously("GET", path, null).status()).as(path).isEqualTo(200);
            String token = tokens.bearer(UUID.randomUUID(), role);
            assertThat(api.get(path, "Authorization", token).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void aBadTokenIsNotTakenForAGuest() {
        String stranger =
                "Bearer " + tokens.tokenWith(claims -> claims.issuer("https://elsewhere.example"), Role.STAFF);
        for (String path : reads()) {
            for (String token : List.of("Bearer x", "Basic eDp5", stranger)) {
                Reply refused = api.get(path, "Authorization", token);
                assertThat(refused.status()).as(path).isEqualTo(401);
                assertThat(refused.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
            }
        }
    }

    @Test
    void aKeyBelongsToItsCaller() {
        String key = UUID.randomUUID().toString();
        String one = tokens.bearer(UUID.randomUUID(), Role.STAFF);
        String other = tokens.bearer(UUID.randomUUID(), Role.ADMIN);
        String adjustments = "/products/" + aProduct().create(api) + "/stock/adjustments";
        String delivery = "{\"delta\": 2, \"reason\": \"counted\"}";
        for (String caller : List.of(one, one, other)) {
            Reply noted = api.post(adjustments, delivery, "Authorization", caller, "Idempotency-Key", key);
            assertThat(noted.status()).isEqualTo(201);
        }
        assertThat(api.get(adjustments.replace("/adjustments", ""))
                        .body()
                        .path("on_hand")
                        .asInt())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void booksAreForServicesAndStaff(Role role) {
        String caller = tokens.bearer(UUID.randomUUID(), role);
        assertThat(api.get("/products/books", "Authorization", caller).status())
                .isEqualTo(role == Role.CUSTOMER ? 403 : 200);
        assertThat(api.anonymously("GET", "/products/books", null).status()).isEqualTo(401);
    }

    /** For all others it is as if it were not there. */
    @ParameterizedTest
    @EnumSource(Role.class)
    void aDraftIsThereForStaffOnly(Role role) {
        UUID draft = aProduct()
                .withStatus("draft")
                .withCategory("secret")
                .withStock(3)
                .create(api);
        String path = "/products/" + draft;
        String caller = tokens.bearer(UUID.randomUUID(), role);
        boolean staff = role == Role.STAFF || role == Role.ADMIN;
        for (String one : List.of(path, path + "/stock")) {
            assertThat(api.get(one, "Authorization", caller).status()).as(one).isEqualTo(staff ? 200 : 404);
            Reply anonymous = api.get(one);
            assertThat(anonymous.status()).as(one).isEqualTo(404);
            assertThat(anonymous.code()).isEqualTo("not_found");
        }
        String asked = "/products?ids=" + draft;
        assertThat(api.get(asked, "Authorization", caller).body().path("items")).hasSize(staff ? 1 : 0);
        assertThat(api.get(asked).body().path("items")).isEmpty();
        for (String list : List.of("/products?category=secret", "/products?category=secret&in_stock=true")) {
            assertThat(api.get(list, "Authorization", caller).body().path("items"))
                    .isEmpty();
        }
        assertThat(api.get("/products/categories").body().toString()).doesNotContain("secret");
    }

    private List<String> reads() {
        String product = "/products/" + aProduct().create(api);
        return List.of("/products", "/products/categories", product, product + "/stock");
    }
}
