package dev.emporium.product.catalogue.boundary;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Exchange;
import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductApi.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What guests are answered from what is at hand is what the resource answers. */
class GuestAnswersIT {
    /** Which only the resource understands. */
    private static final String BY_THE_RESOURCE = "application/json;q=0.9";

    private final ProductApi api = ProductApi.shared();

    static Stream<List<String>> conditions() {
        return Stream.of(
                List.of(),
                List.of("Accept-Encoding", "gzip"),
                List.of("If-None-Match", "*"),
                List.of("If-None-Match", "TAG"),
                List.of("If-None-Match", "\"x\", W/TAG", "Accept-Encoding", "gzip"),
                List.of("If-None-Match", "\"x\""),
                List.of("If-None-Match", "\"x\"", "If-None-Match", "TAG"),
                List.of("If-None-Match", "ZIPPED"),
                List.of("If-Match", "\"x\""),
                List.of("Range", "bytes=0-9"),
                List.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void areTheResourcesOwnHeaderByHeader(List<String> condition) throws Exception {
        UUID tea = aProduct()
                .withStock(5)
                .with("description", "\"" + "leaves ".repeat(100) + "\"")
                .create(api);
        areTheResourcesOwn("/products/" + tea, condition);
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void soArePages(List<String> condition) throws Exception {
        String brand = "Brand " + UUID.randomUUID();
        for (int i = 0; i < 3; i++) {
            aProduct()
                    .with("brand", '"' + brand + '"')
                    .with("description", "\"" + "leaves ".repeat(100) + "\"")
                    .create(api);
        }
        String query = "?brand=" + brand.replace(" ", "%20") + "&facets=price&limit=2&utm_source=mail";
        assertThat(api.get("/products" + query).header("Link"))
                .contains("cursor=")
                .doesNotContain("utm");
        areTheResourcesOwn("/products" + query, condition);
        areTheResourcesOwn("/products/" + query, condition);
    }

    private void areTheResourcesOwn(String path, List<String> condition) throws Exception {
        String tag = api.get(path).header("ETag");
        for (String method : List.of("GET", "HEAD")) {
            HttpResponse<byte[]> resource = ask(method, path, condition, tag, BY_THE_RESOURCE);
            HttpResponse<byte[]> atHand = ask(method, path, condition, tag, "application/json");
            assertThat(atHand.statusCode()).as(method).isEqualTo(resource.statusCode());
            assertThat(headers(atHand)).as(method).isEqualTo(headers(resource));
            assertThat(atHand.body()).as(method).isEqualTo(resource.body());
        }
    }

    private HttpResponse<byte[]> ask(String method, String path, List<String> condition, String tag, String accepted)
            throws Exception {
        URI uri = api.get(path).response().uri();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Accept", accepted)
                .header(Exchange.REQUEST_ID, "one-and-the-same");
        for (int i = 0; i < condition.size(); i += 2) {
            String compressed = tag.replaceFirst("\"$", "--gzip\"");
            request.header(
                    condition.get(i), condition.get(i + 1).replace("TAG", tag).replace("ZIPPED", compressed));
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Map<String, List<String>> headers(HttpResponse<?> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        assertThat(headers.remove("date")).hasSize(1);
        return headers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", BY_THE_RESOURCE})
    void aCacheIsToldThatCompressedOnesAreOthers(String accepted) throws Exception {
        String path = "/products/"
                + aProduct()
                        .with("description", "\"" + "leaves ".repeat(100) + "\"")
                        .create(api);
        assertThat(api.get(path).status()).isEqualTo(200);
        for (List<String> wish : List.of(List.<String>of(), List.of("Accept-Encoding", "gzip"))) {
            HttpResponse<byte[]> answer = ask("GET", path, wish, "", accepted);
            assertThat(answer.headers().firstValue("Content-Encoding").isPresent())
                    .isEqualTo(!wish.isEmpty());
            assertThat(String.join(", ", answer.headers().allValues("Vary")))
                    .contains("Authorization", "Accept-Encoding");
        }
    }

    @Test
    void aTokenIsLookedAtThoughTheAnswerIsAtHand() {
        String path = "/products/" + aProduct().create(api);
        assertThat(api.get(path).status()).isEqualTo(200);
        assertThat(api.get(path).status()).isEqualTo(200);
        assertThat(api.get(path, "Authorization", "Bearer x").status()).isEqualTo(401);
        assertThat(api.get(path + "?q=tea").status()).isEqualTo(400);
        assertThat(api.get(path, "Accept", "text/html").status()).isEqualTo(406);
    }

    @Test
    void aGuestSeesAtOnceWhatWasChangedHere() {
        UUID tea = aProduct().withStock(5).create(api);
        String path = "/products/" + tea;
        assertThat(api.get(path).body().path("available").asInt()).isEqualTo(5);
        api.post(path + "/stock/adjustments", "{\"delta\": 2, \"reason\": \"counted\"}");
        assertThat(api.get(path).body().path("available").asInt()).isEqualTo(7);
        api.patch(path, "{\"name\": \"Black tea\"}", "If-Match", "*");
        Reply renamed = api.get(path);
        assertThat(renamed.body().path("name").asText()).isEqualTo("Black tea");
        assertThat(renamed.header("ETag")).startsWith("\"2-");
        api.delete(path, "If-Match", "*");
        assertThat(api.get(path).status()).isEqualTo(404);
    }

    @Test
    void andInPagesToo() {
        String brand = "Brand-" + UUID.randomUUID();
        String page = "/products?brand=" + brand;
        assertThat(api.get(page).body().path("items")).isEmpty();
        UUID tea = aProduct().with("brand", '"' + brand + '"').withStock(5).create(api);
        assertThat(api.get(page).body().at("/items/0/available").asInt()).isEqualTo(5);
        api.post("/products/" + tea + "/stock/adjustments", "{\"delta\": 2, \"reason\": \"counted\"}");
        assertThat(api.get(page).body().at("/items/0/available").asInt()).isEqualTo(7);
        api.patch("/products/" + tea, "{\"name\": \"Black tea\"}", "If-Match", "*");
        assertThat(api.get(page).body().at("/items/0/name").asText()).isEqualTo("Black tea");
        api.delete("/products/" + tea, "If-Match", "*");
        assertThat(api.get(page).body().path("items")).isEmpty();
    }

    @Test
    void aPageIsNotGivenForAnotherQueryNorToWhoShowsAToken() {
        String page = "/products?limit=1";
        assertThat(api.get(page).body().path("items")).hasSizeLessThan(2);
        assertThat(api.get(page + "&colour=red").status()).isEqualTo(400);
        assertThat(api.get(page + "&limit=2").status()).isNotEqualTo(500);
        assertThat(api.get(page, "Authorization", "Bearer x").status()).isEqualTo(401);
        assertThat(api.get(page, "Accept", "text/html").status()).isEqualTo(406);
    }
}
