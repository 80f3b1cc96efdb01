package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.Json;
import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootPathIT {
    private static final TestPostgres DATABASE = TestPostgres.create();

    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @CsvSource({"'',/notes,/docs", "/notes/,/notes,/notes/docs", "shop/notes,/shop/notes,/shop/notes/docs"})
    void everyAddressCarriesThePrefixOnce(String rootPath, String api, String docs) throws Exception {
        try (TestService<ServiceConfiguration> service =
                TestService.start(ExampleService.class, DATABASE, "rootPath=" + rootPath)) {
            collectionAnswersWithAndWithoutSlash(service, api);
            problemsNameThePathOnce(service, api);
            documentationLeadsToTheApi(service, api, docs);
            assertThat(get(service.uri("/elsewhere")).statusCode()).isEqualTo(404);
        }
    }

    private void collectionAnswersWithAndWithoutSlash(TestService<?> service, String api) throws Exception {
        for (String path : new String[] {api, api + "/"}) {
            HttpResponse<String> list = get(service.uri(path));
            assertThat(list.statusCode()).as(path).isEqualTo(200);
            assertThat(list.headers().firstValue("Link")).hasValue("<" + api + "?cursor=c>; rel=\"next\"");
            HttpResponse<String> created = post(service.uri(path), "{\"title\":\"a\"}");
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
            String location = created.headers().firstValue("Location").orElseThrow();
            assertThat(location).startsWith(api + "/").hasSize(api.length() + 37);
            assertThat(get(service.uri(location)).statusCode()).isEqualTo(200);
        }
    }

    private void problemsNameThePathOnce(TestService<?> service, String api) throws Exception {
        HttpResponse<String> refused = get(service.uri(api + "/no-id?utm_x=1"));
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(Json.mapper().readTree(refused.body()).path("instance").asText())
                .isEqualTo(api + "/no-id");
    }

    private void documentationLeadsToTheApi(TestService<?> service, String api, String docs) throws Exception {
        HttpResponse<String> redirect = get(service.uri(docs));
        assertThat(redirect.statusCode()).isEqualTo(308);
        URI page = service.uri(docs)
                .resolve(redirect.headers().firstValue("Location").orElseThrow());
        assertThat(page).isEqualTo(service.uri(docs + "/"));
        assertThat(get(page).body()).contains("\"swagger-ui-bundle.js\"");
        for (String asset : new String[] {"swagger-ui-bundle.js", "swagger-ui.css", "swagger-initializer.js"}) {
            assertThat(get(page.resolve(asset)).statusCode()).as(asset).isEqualTo(200);
        }
        assertThat(get(page.resolve("swagger-initializer.js")).body()).contains("\"../openapi.json\"");
        URI description = page.resolve("../openapi.json");
        JsonNode openApi = Json.mapper().readTree(get(description).body());
        URI server = description.resolve(openApi.at("/servers/0/url").asText());
        assertThat(server).isEqualTo(service.uri(api));
        describes(openApi);
        assertThat(get(URI.create(server + "/")).statusCode()).isEqualTo(200);
    }

    private static void describes(JsonNode openApi) {
        assertThat(openApi.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(openApi.path("paths").has("/{note_id}")).isTrue();
        assertThat(openApi.at("/components/schemas/Note/properties").has("line_items"))
                .isTrue();
        assertThat(openApi.at("/components/schemas/Problem/properties").has("request_id"))
                .isTrue();
        assertThat(openApi.at("/paths/~1{note_id}/get/responses/200/content/application~1json/schema/$ref")
                        .asText())
                .isEqualTo("#/components/schemas/Note");
        TreeSet<String> operations = new TreeSet<>();
        openApi.path("paths")
                .forEach(path -> path.forEach(operation -> {
                    assertThat(operations.add(operation.path("operationId").asText()))
                            .isTrue();
                    String refusal =
                            operation.at("/responses/default/$ref").asText().substring(1);
                    assertThat(openApi.at(refusal + "/content").has("application/problem+json"))
                            .isTrue();
                }));
        assertThat(openApi.at("/components/schemas/Note/properties/kind/enum").toString())
                .isEqualTo("[\"plain\",\"to_do\",null]");
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(URI uri, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
