package dev.emporium.customer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Above the collections people find links, programs a problem, and nobody a password of a real platform. */
class FrontPageIT {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<String> send(String method, URI uri, String accept) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody());
        if (accept != null) {
            request.header("Accept", accept);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void namesDemoAccountsWhereThereAreAny() throws Exception {
        try (Desk plain = new Desk("demoAccounts=false", "rootPath=/customers")) {
            HttpResponse<String> page = send("GET", plain.root("/"), BROWSER);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("href=\"orders/docs/\"").doesNotContainIgnoringCase("password", "e-mail");
            try (Desk demo = new Desk(plain.postgres, "demoAccounts=true", "rootPath=/customers")) {
                assertThat(send("GET", demo.root("/"), BROWSER).body())
                        .containsSubsequence("demo-customer-password", "demo-staff-password", "demo-admin-password");
            }
        }
    }

    @Test
    void isAPageForBrowsersAndAProblemForEverybodyElse() throws Exception {
        try (Desk desk = new Desk("rootPath=/shop/customers")) {
            URI root = desk.root("/shop/");
            HttpResponse<String> page = send("GET", root, BROWSER);
            assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
            assertThat(page.headers().firstValue("Vary").orElse("")).contains("Accept");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none'");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(page.body()).startsWith("<!doctype html>").contains("href=\"customers/docs/page.css\"");
            assertThat(send("GET", desk.root("/shop/customers/docs/page.css"), null)
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> head = send("HEAD", root, BROWSER);
            assertThat(head.headers().firstValue("Content-Length"))
                    .isEqualTo(page.headers().firstValue("Content-Length"));
            assertThat(head.body()).isEmpty();
            for (String accept : new String[] {null, "*/*", "application/json", "application/json, text/html;q=0.5"}) {
                isAProblem(send("GET", root, accept));
            }
            isAProblem(send("GET", root, "text/html;q=0"));
            isAProblem(send("POST", root, BROWSER));
        }
    }

    private static void isAProblem(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Link")).hasValue("<customers/docs/>; rel=\"service-doc\"");
        assertThat(new ObjectMapper().readTree(answer.body()).path("detail").asText())
                .contains("customers/docs/");
    }

    @ParameterizedTest
    @CsvSource({"'', /nothing", "/shop/customers, /", "/shop/customers, /shop"})
    void isNowhereElse(String rootPath, String path) throws Exception {
        try (Desk desk = new Desk("rootPath=" + rootPath)) {
            assertThat(send("GET", desk.root(path), BROWSER).statusCode()).isEqualTo(404);
        }
    }
}
