package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestStoryTest {

    @TempDir
    Path folder;

    @Test
    void tellsWhatAllHaveWrittenForARequestInItsOrder() throws Exception {
        write(
                "cart-service",
                """
                not a line of ours with r-1
                {"@timestamp":"2026-03-01T12:00:02Z","event.sequence":9,"service.name":"cart-service","http.request.id":"r-1","message":"Answered","http.response.status_code":200}
                {"@timestamp":"2026-03-01T12:00:00Z","http.request.id":"r-2","message":"of r-1, which it is not"}
                {"@timestamp":"2026-03-01T12:00:03Z","http.request.id":"r-1","mess""");
        write(
                "order-service",
                """
                {"@timestamp":"2026-03-01T12:00:02Z","event.sequence":10,"service.name":"order-service","http.request.id":"r-1","log.level":"ERROR","message":"Failed","error.stack_trace":"java.lang.Error\\n\\tat Here"}
                {"@timestamp":"2026-03-01T12:00:01Z","service.name":"order-service","http.request.id":"r-1","log.level":"INFO","message":"Asked"}
                """);

        assertThat(told())
                .isEqualTo(
                        """
                        2026-03-01T12:00:01Z         order-service      INFO   Asked
                        2026-03-01T12:00:02Z         cart-service              Answered  http.response.status_code=200
                        2026-03-01T12:00:02Z         order-service      ERROR  Failed
                            java.lang.Error
                            \tat Here
                        """);
    }

    @Test
    void readsTheLinesThatWereWrittenForPeopleToo() throws Exception {
        write(
                "cart-service",
                """
                12:00:01.002 INFO  Requests [r-1] Answered http.response.status_code=200
                12:00:01.003 ERROR Carts [r-1] Failed
                java.lang.Error: with r-2
                \tat Here
                12:00:01.004 INFO  Carts [r-2] Asked for r-1
                \tat There
                """);
        write("order-service", "12:00:01.001 INFO  PlaceOrder [r-1] Asked\n");
        Files.move(folder.resolve("order-service.log"), folder.resolve("order-service.log.1"));
        Files.write(folder.resolve("kafka.log"), new byte[] {(byte) 0xff, '\n'});

        assertThat(told())
                .isEqualTo(
                        """
                        12:00:01.001                 order-service      INFO   Asked
                        12:00:01.002                 cart-service       INFO   Answered http.response.status_code=200
                        12:00:01.003                 cart-service       ERROR  Failed
                            java.lang.Error: with r-2
                            \tat Here
                        """);
    }

    /** A problem that the gateway tells of itself has its reason in no service's log. */
    @Test
    void readsWhatTheGatewayHasToSayWhereverItsClockIs() throws Exception {
        write(
                "gateway",
                """
                2026-03-01T14:00:01.500+02:00 WARN  dev.emporium.gateway.MappingProxy request_id=r-1 GET to cart-service failed: java.net.ConnectException: refused
                2026-03-01T14:00:01.600+02:00 WARN  dev.emporium.gateway.MappingProxy request_id=r-11 GET to cart-service failed: java.io.EOFException
                """);
        write(
                "cart-service",
                """
                {"@timestamp":"2026-03-01T12:00:01.400Z","service.name":"cart-service","http.request.id":"r-1","log.level":"INFO","message":"Asked"}
                {"@timestamp":"2026-03-01T12:00:01.700Z","service.name":"cart-service","http.request.id":"r-1","log.level":"INFO","message":"Asked again"}
                """);

        assertThat(told())
                .isEqualTo(
                        """
                        2026-03-01T12:00:01.400Z     cart-service       INFO   Asked
                        2026-03-01T12:00:01.500000Z  gateway            WARN   GET to cart-service failed: java.net.ConnectException: refused
                        2026-03-01T12:00:01.700Z     cart-service       INFO   Asked again
                        """);
    }

    @Test
    void tellsNothingWhereNothingHasEverRun() throws Exception {
        assertThat(RequestStory.fromFiles(folder.resolve("none"), "r-1")).isEmpty();
    }

    private String told() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        RequestStory.print(RequestStory.fromFiles(folder, "r-1"), new PrintStream(told, true, StandardCharsets.UTF_8));
        return told.toString(StandardCharsets.UTF_8);
    }

    private void write(String name, String lines) throws Exception {
        Files.writeString(folder.resolve(name + ".log"), lines);
    }
}
