package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Http.Answer;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code ROOT_PATH} is the public prefix of everything that a service answers at or writes: never twice, never not. */
@OnThePlatform
@TestInstance(Lifecycle.PER_CLASS)
class RootPathIT {
    /** What an operator writes, and where the collection, its documentation and its description then are. */
    enum Setting {
        UNSET(null, "/products", "/docs", "/openapi.json"),
        AS_IN_THE_CLUSTER("/products", "/products", "/products/docs", "/products/openapi.json"),
        DEEPER("/shop/products", "/shop/products", "/shop/products/docs", "/shop/products/openapi.json"),
        WITH_A_SLASH_BEHIND("/shop/products/", "/shop/products", "/shop/products/docs", "/shop/products/openapi.json");

        private final String rootPath;
        private final String api;
        private final String docs;
        private final String description;

        Setting(String rootPath, String api, String docs, String description) {
            this.rootPath = rootPath;
            this.api = api;
            this.docs = docs;
            this.description = description;
        }
    }

    private final Platform platform;
    private final List<LoneService> services = new ArrayList<>();

    RootPathIT(Platform platform) {
        this.platform = platform;
    }

    @BeforeAll
    void startOneForEachSetting() throws Exception {
        for (Setting setting : Setting.values()) {
            services.add(LoneService.start(platform, setting.ordinal(), setting.rootPath));
        }
        for (Setting setting : Setting.values()) {
            services.get(setting.ordinal()).serving(setting.api, setting.description);
        }
    }

    @AfterAll
    void stop() throws Exception {
        for (LoneService service : services) {
            service.close();
        }
    }

    private Http http(Setting setting) {
        return services.get(setting.ordinal()).http();
    }

    @ParameterizedTest
    @EnumSource
    void locationOfWhatIsCreatedLeadsToIt(Setting setting) throws Exception {
        for (String collection : List.of(setting.api, setting.api + "/")) {
            String id = createProduct(setting, collection);
            Answer adjusted = http(setting)
                    .post(setting.api + "/" + id + "/stock/adjustments", Map.of("delta", 1, "reason", "found one"));
            assertThat(adjusted.header("Location")).hasValue(setting.api + "/" + id + "/stock");
            assertThat(http(setting)
                            .get(adjusted.header("Location").orElseThrow())
                            .json()
                            .path("on_hand")
                            .asInt())
                    .isEqualTo(8);
        }
    }

    private String createProduct(Setting setting, String collection) throws Exception {
        Answer created = http(setting).post(collection, Shop.product("Thing", 7));
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        String id = created.text("product_id");
        assertThat(created.header("Location")).hasValue(setting.api + "/" + id);
        Answer read = http(setting).get(created.header("Location").orElseThrow());
        assertThat(read.json()).isEqualTo(created.json());
        return id;
    }

    @ParameterizedTest
    @EnumSource
    void linkOfAPageLeadsToTheNext(Setting setting) throws Exception {
        List<String> ids = List.of(createProduct(setting, setting.api), createProduct(setting, setting.api));
        for (String collection : List.of(setting.api, setting.api + "/")) {
            Answer first = http(setting).get(collection + "?limit=1");
            assertThat(first.json().at("/items/0/product_id").asText()).isEqualTo(ids.get(1));
            String link = first.header("Link").orElseThrow();
            assertThat(link).startsWith("<" + setting.api + "?").endsWith(">; rel=\"next\"");
            Answer second = http(setting).get(link.substring(1, link.indexOf('>')));
            assertThat(second.json().at("/items/0/product_id").asText()).isEqualTo(ids.get(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void instanceOfAProblemIsThePathOfTheRequest(Setting setting) throws Exception {
        for (String path : List.of("/" + UUID.randomUUID(), "/no-id", "/a/b/c/d")) {
            Answer refused = http(setting).get(setting.api + path);
            assertThat(refused.status()).as(refused.toString()).isEqualTo(404);
            assertThat(refused.text("instance")).isEqualTo(setting.api + path);
        }
        Answer invalid = http(setting).post(setting.api + "/", Map.of());
        assertThat(invalid.status()).isEqualTo(422);
        assertThat(invalid.text("instance")).isEqualTo(setting.api + "/");
    }

    @ParameterizedTest
    @EnumSource
    void documentationLeadsToTheDescriptionAndOnToTheCollection(Setting setting) throws Exception {
        Http http = http(setting);
        Answer redirect = http.get(setting.docs);
        assertThat(redirect.status()).isEqualTo(308);
        URI page = http.uri(setting.docs).resolve(redirect.header("Location").orElseThrow());
        assertThat(page.getPath()).isEqualTo(setting.docs + "/");
        Answer html = http.get(page.getPath());
        assertThat(html.status()).isEqualTo(200);
        assertThat(html.response().body()).contains("swagger-ui").doesNotContain("http://", "https://", "src=\"/");
        String initialiser =
                http.get(setting.docs + "/swagger-initializer.js").response().body();
        String url = initialiser.replaceAll("(?s).*url: \"([^\"]+)\".*", "$1");
        URI description = page.resolve(url);
        assertThat(description.getPath()).isEqualTo(setting.description);
        JsonNode openApi = http.get(setting.description).json();
        assertThat(openApi.path("servers")).hasSize(1);
        assertThat(description.resolve(openApi.at("/servers/0/url").asText()).getPath())
                .isEqualTo(setting.api);
        assertThat(openApi.path("paths").has("/{product_id}")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsServedWithoutThePrefixOrWithItTwice(Setting setting) throws Exception {
        List<String> elsewhere = new ArrayList<>(List.of(setting.api + setting.api, setting.api + setting.docs));
        Arrays.stream(Setting.values())
                .flatMap(other -> List.of(other.api, other.docs + "/", other.description).stream())
                .filter(path -> !path.startsWith(setting.docs)
                        && !path.equals(setting.description)
                        && !path.equals(setting.api))
                .forEach(elsewhere::add);
        for (String path : elsewhere) {
            Answer answer = http(setting).get(path);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
            assertThat(answer.text("instance")).isEqualTo(path);
        }
    }
}
