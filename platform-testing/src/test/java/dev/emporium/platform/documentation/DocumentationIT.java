package dev.emporium.platform.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.service.ServiceConfiguration;
import dev.emporium.platform.testing.RawHttp;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents are files as HTTP knows them: conditions, ranges, and what caches may do. */
class DocumentationIT {
    private static final String FILE = "/docs/swagger-ui.css";

    private static TestService<ServiceConfiguration> service;

    @BeforeAll
    static void start() {
        service = TestService.start(ExampleService.class, TestPostgres.create());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static RawHttp.Answer get(String path, String... headers) throws IOException {
        String lines = String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n");
        return RawHttp.send(
                service.uri("/"), "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + lines + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {FILE, "/docs/", "/docs/swagger-initializer.js", "/openapi.json"})
    void answersNotModifiedToWhoHasIt(String path) throws Exception {
        RawHttp.Answer first = get(path);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(first.header("X-Content-Type-Options")).isEqualTo("nosniff");
        String tag = first.header("ETag");
        assertThat(tag).isNotEmpty();
        for (String known : new String[] {tag, "\"other\", " + tag, "*"}) {
            RawHttp.Answer again = get(path, "If-None-Match: " + known);
            assertThat(again.status()).as(known).isEqualTo(304);
            assertThat(again.header("Content-Length")).isEmpty();
        }
        assertThat(get(path, "If-None-Match: \"other\"").status()).isEqualTo(200);
        assertThat(get(path, "If-None-Match: " + tag, "If-None-Match: \"other\"")
                        .status())
                .isEqualTo(304);
        assertThat(get(path, "If-None-Match: \"other\"", "If-None-Match: " + tag)
                        .status())
                .isEqualTo(304);
        RawHttp.Answer packed = get(path, "Accept-Encoding: gzip");
        assertThat(packed.header("Vary")).contains("Accept-Encoding");
        assertThat(get(path, "Accept-Encoding: gzip", "If-None-Match: " + packed.header("ETag"))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void readsDatesThatAreDates() throws Exception {
        assertThat(get(FILE, "If-Modified-Since: garbage").status()).isEqualTo(200);
        assertThat(get(FILE, "If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT").status())
                .isEqualTo(200);
        String changed = get(FILE).header("Last-Modified");
        assertThat(get(FILE, "If-Modified-Since: " + changed).status()).isEqualTo(304);
        // a tag says more than a date
        assertThat(get(FILE, "If-None-Match: \"other\"", "If-Modified-Since: " + changed)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 206, 1",
        "bytes=10-19, 206, 10",
        "bytes=-5, 206, 5",
        "bytes=99999999-, 416, ",
        "bytes=5-2, 416, ",
        "lines=1-2, 200, "
    })
    void servesARange(String range, int status, Integer length) throws Exception {
        RawHttp.Answer answer = get(FILE, "Range: " + range);
        assertThat(answer.status()).as(range).isEqualTo(status);
        if (length != null) {
            assertThat(answer.body() + answer.rest()).hasSize(length);
            assertThat(answer.header("Content-Range")).startsWith("bytes ");
        }
        if (status == 416) {
            assertThat(answer.body()).contains("\"range_not_satisfiable\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"of-the-version-before\"", "Sat, 01 Jan 2000 00:00:00 GMT", "x"})
    void servesNoPartOfAnotherVersion(String known) throws Exception {
        RawHttp.Answer whole = get(FILE, "Range: bytes=10-19", "If-Range: " + known);
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.header("Content-Length")).isEqualTo(get(FILE).header("Content-Length"));
    }

    /** Each part of a packed file costs as much as all before it: a thousand of two bytes took nine seconds. */
    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=0-0,2-2", "bytes=0-0, 2-2", "bytes=0-0\r\nRange: bytes=2-2", "bytes=0-0\r\nRange: 2-2"})
    void servesTheWholeFileForSeveralRanges(String ranges) throws Exception {
        RawHttp.Answer answer = get(FILE, "Range: " + ranges);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Length")).isEqualTo(get(FILE).header("Content-Length"));
    }

    @Test
    void answersHeadWithTheSameHeaders() throws Exception {
        for (String path : new String[] {FILE, "/openapi.json"}) {
            RawHttp.Answer head = RawHttp.send(
                    service.uri("/"), "HEAD " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.rest()).isEmpty();
            assertThat(head.header("ETag")).isEqualTo(get(path).header("ETag"));
            assertThat(head.header("Content-Length")).isEqualTo(get(path).header("Content-Length"));
        }
    }
}
