package dev.emporium.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdvisoriesTest {
    private static final String LISTING =
            """

            The following files have been resolved:
               org.postgresql:postgresql:jar:42.7.8:compile -- module org.postgresql.jdbc
               io.netty:netty-transport:jar:linux-x86_64:4.1.1:runtime
               dev.emporium:platform:jar:0.1.0-SNAPSHOT:compile
            """;

    static List<String> services() {
        return Services.names();
    }

    @ParameterizedTest
    @MethodSource("services")
    void aServiceRunsWithNothingThatIsKnownToBeVulnerable(String service) throws IOException {
        Path listing = Documents.path(service, "target/libraries.txt");
        assumeTrue(Files.exists(listing), "the services are not built");
        List<String> libraries = Advisories.libraries(Files.readString(listing));
        assertThat(libraries).hasSizeGreaterThan(50);
        assertThat(Advisories.ofTheRepository().against(libraries)).isEmpty();
    }

    @Test
    void readsWhatMavenLists() {
        assertThat(Advisories.libraries(LISTING))
                .containsExactly(
                        "org.postgresql:postgresql:42.7.8",
                        "io.netty:netty-transport:4.1.1",
                        "dev.emporium:platform:0.1.0-SNAPSHOT");
    }

    @ParameterizedTest
    @CsvSource({
        "com.fasterxml.jackson.core:jackson-databind:2.21.0, CVE-2026-54515",
        "org.postgresql:postgresql:42.7.8, CVE-2026-54291",
        "ch.qos.logback:logback-core:1.5.26, CVE-2026-13006",
        "com.github.luben:zstd-jni:1.5.6-10, CVE-2026-87795",
    })
    void knowsWhatTheServicesOnceRanWith(String library, String id) {
        assertThat(Advisories.ofTheRepository().against(List.of(library))).anyMatch(found -> found.contains(id));
    }

    @ParameterizedTest
    @CsvSource({"0.9, false", "1.0, true", "1.9, true", "1.10-rc1, true", "1.10, false", "2.0, true", "2.1, false"})
    void comparesVersionsAsMavenDoes(String version, boolean affected) {
        Advisories advisories = new Advisories(Documents.parse(
                        """
                        {"accepted": {"A-2": "no caller"}, "advisories": [
                          {"library": "g:a", "id": "A-1", "introduced": "1.0", "fixed": "1.10"},
                          {"library": "g:a", "id": "A-1", "introduced": "2.0", "last_affected": "2.0"},
                          {"library": "g:a", "id": "A-2", "introduced": "0"},
                          {"library": "g:ab", "id": "A-3", "introduced": "0"}]}
                        """)
                .get(0));
        assertThat(advisories.against(List.of("g:a:" + version))).hasSize(affected ? 1 : 0);
    }

    @Test
    void isRenewedFromTheDatabase(@TempDir Path repository) throws Exception {
        Path script =
                Files.createDirectories(repository.resolve(".github/scripts")).resolve("advisories.py");
        Files.copy(Documents.path(".github/scripts/advisories.py"), script);
        Path list = Files.writeString(
                repository.resolve(".github/advisories.json"),
                "{\"accepted\": {\"CVE-1\": \"why\"}, \"advisories\": []}");
        Files.writeString(
                Files.createDirectories(repository.resolve("a-service/target")).resolve("libraries.txt"), LISTING);
        HttpServer osv = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        osv.createContext("/v1/query", exchange -> {
            boolean asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                    .contains("\"org.postgresql:postgresql\"");
            byte[] answer = (asked
                            ? """
                              {"vulns": [
                                {"id": "GHSA-1", "aliases": ["CVE-1"], "affected": [
                                  {"package": {"ecosystem": "Maven", "name": "org.postgresql:postgresql"}, "ranges": [
                                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "42.7.12"}]},
                                    {"type": "ECOSYSTEM", "events": [{"introduced": "43"}]}]},
                                  {"package": {"ecosystem": "PyPI", "name": "org.postgresql:postgresql"}, "ranges": [
                                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}]},
                                {"id": "GHSA-2", "withdrawn": "2026-01-01T00:00:00Z", "affected": [
                                  {"package": {"ecosystem": "Maven", "name": "org.postgresql:postgresql"}, "ranges": [
                                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}]}]}
                              """
                            : "{}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        osv.start();
        try {
            String url = "OSV_URL=http://127.0.0.1:" + osv.getAddress().getPort();
            Commands.Result renewed = Commands.run(repository, "env", url, "python3", script.toString());
            assumeTrue(renewed.exit() != 127, "there is no python3");
            assertThat(renewed.exit()).as(renewed.output()).isZero();
        } finally {
            osv.stop(0);
        }
        assertThat(Documents.read(list).get(0))
                .isEqualTo(Documents.parse(
                                """
                                        {"renewed": "%s", "accepted": {"CVE-1": "why"}, "advisories": [
                                          {"library": "org.postgresql:postgresql", "id": "CVE-1", "introduced": "0", "fixed": "42.7.12"},
                                          {"library": "org.postgresql:postgresql", "id": "CVE-1", "introduced": "43"}]}
                                        """
                                        .formatted(LocalDate.now()))
                        .get(0));
    }
}
