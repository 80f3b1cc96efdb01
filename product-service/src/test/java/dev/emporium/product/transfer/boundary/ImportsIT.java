package dev.emporium.product.transfer.boundary;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.Wait;
import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductApi.Reply;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImportsIT {
    private static final String IMPORTS = "/products/imports";
    private static final String CSV = "text/csv; charset=utf-8";
    private static final String NDJSON = "application/x-ndjson";

    private final ProductApi api = ProductApi.shared();
    private final String staff = api.tokens().bearer(UUID.randomUUID(), Role.STAFF);
    private final String sku = "IMPORTED-" + UUID.randomUUID();

    private Reply send(String path, String type, String file, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Content-Type";
        all[1] = type;
        return api.post(path, file, all);
    }

    private Reply look(String path) {
        return api.get(path, "Authorization", staff);
    }

    private Reply finished(Reply accepted) throws Throwable {
        assertThat(accepted.status()).as(String.valueOf(accepted.body())).isEqualTo(202);
        String location = accepted.header("Location");
        assertThat(location)
                .isEqualTo(IMPORTS + "/" + accepted.body().path("import_id").asText());
        Wait.until(() ->
                assertThat(look(location).body().hasNonNull("finished_at")).isTrue());
        return look(location);
    }

    private String line(String amount) {
        return "{\"sku\": \"%s\", \"name\": \"Tea\", \"stock\": 3, \"price\": {\"amount\": \"%s\", \"currency\": \"EUR\"}}\n"
                .formatted(sku, amount);
    }

    @Test
    void takesAFileAndTellsWhatBecameOfIt() throws Throwable {
        Reply done = finished(send(IMPORTS, NDJSON, line("7.90") + "nonsense\n"));
        assertThat(done.body().path("status").asText()).isEqualTo("completed");
        assertThat(done.body().path("format").asText()).isEqualTo("ndjson");
        assertThat(done.body().path("lines_read").asLong()).isEqualTo(2);
        assertThat(done.body().path("created").asLong()).isEqualTo(1);
        assertThat(done.body().path("failed").asLong()).isEqualTo(1);
        Reply faults = look(done.response().uri().getPath() + "/faults");
        assertThat(faults.body())
                .hasToString("{\"items\":[{\"line\":2,\"field\":null,\"reason\":\"is not JSON\"}],\"next\":null}");
        assertThat(finished(send(IMPORTS, NDJSON, line("7.90")))
                        .body()
                        .path("unchanged")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void tellsTablesByTheirFirstLine() throws Throwable {
        Reply done = finished(send(
                IMPORTS + "?currency=USD&dry_run=true",
                CSV,
                "\uFEFFHandle,Title,Variant SKU,Variant Price\r\ntea,\"Tea\r\n\",%s,7\r\n".formatted(sku)));
        assertThat(done.body().path("format").asText()).isEqualTo("shopify");
        assertThat(done.body().path("dry_run").asBoolean()).isTrue();
        assertThat(done.body().path("created").asLong()).isEqualTo(1);
        assertThat(finished(send(IMPORTS, CSV, "Type,SKU,Name,Regular price\nsimple,%s,Tea,7\n".formatted(sku)))
                        .body()
                        .path("created")
                        .asLong())
                .isEqualTo(1);
        Reply refused = send(IMPORTS, CSV, "a,b\n1,2\n");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("unknown_file");
    }

    @Test
    void tellsWhyAFileCannotBeReadOn() throws Throwable {
        Reply done = finished(send(
                IMPORTS,
                CSV,
                "Type,SKU,Name,Regular price\nsimple,%s,Tea,7\n\"%s".formatted(sku, "x".repeat(1_100_000))));
        assertThat(done.body().path("status").asText()).isEqualTo("failed");
        assertThat(done.body().path("reason").asText()).startsWith("The file is not CSV");
    }

    @Test
    void givesTheSameAnswerToTheSameRequest() throws Throwable {
        String[] key = {"Idempotency-Key", UUID.randomUUID().toString()};
        Reply first = send(IMPORTS, NDJSON, line("7.90"), key);
        Reply again = send(IMPORTS, NDJSON, line("7.90"), key);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(send(IMPORTS, NDJSON, line("8.90"), key).code()).isEqualTo("idempotency_key_reused");
        assertThat(send(IMPORTS + "?dry_run=true", NDJSON, line("7.90"), key).code())
                .isEqualTo("idempotency_key_reused");
        finished(first);
        long left = api.jdbi()
                .withHandle(handle -> handle.createQuery("select count(*) from imports where status = 'receiving'")
                        .mapTo(Long.class)
                        .one());
        assertThat(left).isZero();
    }

    @Test
    void refusesWhatIsNoFile() throws Throwable {
        assertThat(send(IMPORTS, "application/json", "{}").status()).isEqualTo(415);
        assertThat(send(IMPORTS, "text/csv; charset=utf-16", "Handle,Title\n").status())
                .isEqualTo(415);
        assertThat(send(IMPORTS, NDJSON, "").code()).isEqualTo("body_required");
        assertThat(send(IMPORTS + "?currency=euro", NDJSON, line("1.00")).status())
                .isEqualTo(422);
        assertThat(send(IMPORTS + "?dry_run=perhaps", NDJSON, line("1.00")).status())
                .isEqualTo(400);
        assertThat(look(IMPORTS + "/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(look(IMPORTS + "/" + UUID.randomUUID() + "/faults").status()).isEqualTo(404);
    }

    @Test
    void exportsWhatImportsAsItIs() throws Throwable {
        finished(send(IMPORTS, NDJSON, line("7.90")));
        aProduct()
                .with("description", "\"\"")
                .with("family", "\"around\"")
                .with("attributes", "{\" size \": \"1\"}")
                .with("image_urls", "[\"https://a.example/1\", \"https://a.example/2\", \"https://a.example/1\"]")
                .create(api);
        aProduct()
                .with("description", "\" \\r\\n\"")
                .withCategory("100% \\\\ & more; other/a")
                .create(api);
        for (String format : List.of("ndjson", "shopify", "woocommerce")) {
            HttpResponse<String> file =
                    look("/products/exports?format=" + format).response();
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.body()).contains(sku);
            String type = file.headers().firstValue("Content-Type").orElseThrow();
            Reply done = finished(send(IMPORTS, type, file.body()));
            assertThat(done.body().path("format").asText()).isEqualTo(format);
            assertThat(done.body().path("unchanged").asLong()).isPositive();
            assertThat(done.body().path("created").asLong()
                            + done.body().path("updated").asLong()
                            + done.body().path("failed").asLong())
                    .as(done.body().toString())
                    .isZero();
        }
        assertThat(api.get("/products/exports", "Authorization", staff, "Accept", "text/csv")
                        .response()
                        .body())
                .startsWith("Handle,Title,");
        assertThat(look("/products/exports?format=xls").status()).isEqualTo(400);
    }

    /** A client that is made of the description may accept the JSON alone that it finds there: a problem's. */
    @Test
    void exportsTheFormatThatIsAskedForWhateverIsAccepted() throws Throwable {
        finished(send(IMPORTS, NDJSON, line("7.90")));
        String problems = "application/problem+json";
        HttpResponse<String> file = api.get(
                        "/products/exports?format=ndjson", "Authorization", staff, "Accept", problems)
                .response();
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type")).hasValue(NDJSON);
        assertThat(file.body()).contains(sku);
        assertThat(api.get("/products/exports", "Authorization", staff, "Accept", problems)
                        .code())
                .isEqualTo("not_acceptable");
        assertThat(api.get("/products/exports", "Authorization", staff, "Accept", "text/csv;q=0, image/png")
                        .code())
                .isEqualTo("not_acceptable");
    }

    @Test
    void exportsWhatIsAcceptedMost() throws Throwable {
        finished(send(IMPORTS, NDJSON, line("7.90")));
        Map.of(
                        "*/*",
                        NDJSON,
                        "text/csv, */*;q=0.1",
                        "text/csv;charset=utf-8",
                        "application/x-ndjson;q=0.5, text/*",
                        "text/csv;charset=utf-8",
                        "text/csv;q=0.5, application/*",
                        NDJSON)
                .forEach((accepted, sent) -> {
                    var file = api.get("/products/exports", "Authorization", staff, "Accept", accepted)
                            .response();
                    assertThat(file.headers().firstValue("Content-Type"))
                            .as(accepted)
                            .hasValue(sent);
                });
    }
}
