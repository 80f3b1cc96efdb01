package dev.emporium.platform.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Throwables;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.emporium.platform.Json;
import dev.emporium.platform.Platform;
import dev.emporium.platform.Secret;
import dev.emporium.platform.testing.Wait;
import io.dropwizard.core.setup.Environment;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Against one server that gives tokens, as customer-service does, and is asked with them. */
class ServiceTokenIT {
    private static final String SECRET = "a-secret-of-the-service";
    private static final Duration LIFE = Duration.ofMinutes(15);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicInteger given = new AtomicInteger();
    private final Collection<JsonNode> requests = new ConcurrentLinkedQueue<>();
    private final Collection<String> shown = new ConcurrentLinkedQueue<>();
    private volatile String accepted = "Bearer .*";
    private volatile boolean away;
    private HttpServer server;
    private Platform platform;

    /** What the first question of a JVM has to load may take a busy machine longer than an answer may. */
    @BeforeAll
    static void load() throws Throwable {
        HttpServer any = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        any.createContext("/", exchange -> answer(exchange, 200, "{}"));
        any.start();
        Platform platform =
                new Platform("test-service", null, new Environment("test"), null, null, new PrometheusRegistry());
        URI address = URI.create("http://127.0.0.1:" + any.getAddress().getPort() + "/");
        Wait.until(() -> assertThatCode(() -> new RemoteService("any", address, platform).post(Map.of(), Map.class))
                .doesNotThrowAnyException());
        any.stop(0);
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/customers/tokens", exchange -> {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            requests.add(request);
            boolean known = request.path("client_secret").asText().equals(SECRET);
            answer(
                    exchange,
                    away ? 503 : known ? 200 : 401,
                    "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
                            .formatted(given.incrementAndGet(), LIFE.toSeconds()));
        });
        server.createContext("/things", exchange -> {
            String bearer = exchange.getRequestHeaders().getFirst("Authorization");
            shown.add(bearer);
            answer(exchange, bearer.matches(accepted) ? 200 : 401, "{}");
        });
        server.start();
        platform = new Platform("test-service", null, new Environment("test"), null, null, new PrometheusRegistry());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private ServiceToken token(String secret) {
        Secret given = secret == null ? null : new Secret(secret);
        return new ServiceToken(new ServiceTokenConfiguration(at("/customers/tokens"), given), platform, now::get);
    }

    private RemoteService other() {
        return new RemoteService("other-service", at("/things"), platform);
    }

    private Optional<?> ask(RemoteService other, ServiceToken token) {
        return other.get(question -> question, token, Map.class);
    }

    @Test
    void isAskedForOnceWithTheServicesNameAndSecret() {
        RemoteService other = other();
        ServiceToken token = token(SECRET);
        for (int i = 0; i < 50; i++) {
            assertThat(ask(other, token)).isPresent();
        }
        assertThat(requests)
                .containsExactly(Json.mapper()
                        .valueToTree(Map.of(
                                "grant_type", "client_credentials",
                                "client_id", "test-service",
                                "client_secret", SECRET)));
        assertThat(shown).hasSize(50).containsOnly("Bearer token-1");
    }

    @Test
    void isRenewedAMinuteBeforeItEnds() {
        RemoteService other = other();
        ServiceToken token = token(SECRET);
        ask(other, token);
        now.updateAndGet(time -> time.plus(LIFE).minus(ServiceToken.MARGIN).minusSeconds(1));
        ask(other, token);
        now.updateAndGet(time -> time.plusSeconds(1));
        ask(other, token);
        ask(other, token);
        assertThat(shown).containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2");
    }

    @Test
    void thatIsRefusedIsReplacedWithinTheSameCall() {
        RemoteService other = other();
        ServiceToken token = token(SECRET);
        ask(other, token);
        accepted = "Bearer token-2";
        assertThat(ask(other, token)).isPresent();
        assertThat(ask(other, token)).isPresent();
        assertThat(shown).containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2");
    }

    @Test
    void isReplacedOnceForACallThatIsRefusedAgain() {
        accepted = "none";
        RemoteService other = other();
        ServiceToken token = token(SECRET);
        assertThatThrownBy(() -> ask(other, token))
                .isInstanceOf(RemoteServiceException.class)
                .hasMessageContaining("other-service gave no answer: status 401");
        assertThat(shown).containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void whoeverRefusedTheOneBeforeDoesNotForgetThePresentOne() {
        ServiceToken token = token(SECRET);
        String first = token.bearer();
        token.refused(first);
        String second = token.bearer();
        token.refused(first);
        assertThat(token.bearer()).isEqualTo(second).isNotEqualTo(first);
    }

    @Test
    void nothingIsAskedWhileThereIsNone() {
        RemoteService other = other();
        ServiceToken token = token(SECRET);
        away = true;
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> ask(other, token))
                    .isInstanceOf(RemoteServiceException.class)
                    .hasMessageContaining("tokens gave no answer");
        }
        assertThat(shown).isEmpty();
        // the other's circuit has not counted it
        assertThat(other.get(question -> question, "Bearer of a customer", Map.class))
                .isPresent();
    }

    @Test
    void aPresentOneOutlivesWhoGivesThem() {
        RemoteService other = other();
        ServiceToken token = token(SECRET);
        ask(other, token);
        away = true;
        assertThat(ask(other, token)).isPresent();
    }

    @Test
    void withoutASecretNobodyIsAsked() {
        for (ServiceToken token : List.of(token(null), token(" "))) {
            assertThatThrownBy(token::bearer)
                    .isInstanceOf(RemoteServiceException.class)
                    .hasMessageContaining("SERVICE_CLIENT_SECRET");
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void neitherSecretNorTokenIsToldInLogsAndFailures() {
        Logger house = (Logger) LoggerFactory.getLogger("dev.emporium");
        Level before = house.getLevel();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        house.setLevel(Level.TRACE);
        house.addAppender(lines);
        try {
            accepted = "none";
            RemoteService other = other();
            String wrong = "not-the-secret-at-all";
            assertThatThrownBy(() -> ask(other, token(SECRET))).satisfies(this::tellsNothing);
            assertThatThrownBy(() -> ask(other, token(wrong))).satisfies(failure -> {
                tellsNothing(failure);
                assertThat(Throwables.getStackTraceAsString(failure)).doesNotContain(wrong);
            });
            assertThat(lines.list).noneMatch(line -> tells(line.getFormattedMessage() + line.getKeyValuePairs()));
            assertThat(new ServiceTokenConfiguration(at("/"), new Secret(SECRET)).toString())
                    .contains("[REDACTED]")
                    .doesNotContain(SECRET);
        } finally {
            house.detachAppender(lines);
            house.setLevel(before);
        }
    }

    private void tellsNothing(Throwable failure) {
        assertThat(tells(Throwables.getStackTraceAsString(failure))).isFalse();
    }

    private static boolean tells(String text) {
        return text.contains(SECRET) || text.contains("token-");
    }
}
