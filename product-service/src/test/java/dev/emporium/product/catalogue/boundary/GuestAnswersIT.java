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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What guests are answered from what is at hand is what the resource answers. */
@Timeout(60)
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
        String tag = api.get("/products/" + tea).header("ETag");
        for (String method : List.of("GET", "HEAD")) {
            HttpResponse<byte[]> resource = ask(method, tea, condition, tag, BY_THE_RESOURCE);
            HttpResponse<byte[]> atHand = ask(method, tea, condition, tag, "application/json");
            assertThat(atHand.statusCode()).as(method).isEqualTo(resource.statusCode());
            assertThat(headers(atHand)).as(method).isEqualTo(headers(resource));
            assertThat(atHand.body()).as(method).isEqualTo(resource.body());
        }
    }

    private HttpResponse<byte[]> ask(String method, UUID product, List<String> condition, String tag, String accepted)
            throws Exception {
        URI uri = api.get("/products/" + product).response().uri();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Accept", accepted)
                .header(Exchange.REQUEST_ID, "one-" + product);
        for (int i = 0; i < condition.size(); i += 2) {
            request.header(condition.get(i), condition.get(i + 1).replace("TAG", tag));
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Map<String, List<String>> headers(HttpResponse<?> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        assertThat(headers.remove("date")).hasSize(1);
        return headers;
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
        assertThat(renamed.header("ETag")).isEqualTo("\"2-7\"");
        api.delete(path, "If-Match", "*");
        assertThat(api.get(path).status()).isEqualTo(404);
    }
}
