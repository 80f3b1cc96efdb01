package dev.emporium.product.search.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.net.httpserver.HttpServer;
import dev.emporium.platform.metrics.Meters;
import dev.emporium.platform.testing.Wait;
import dev.emporium.product.search.entity.FoundListings;
import dev.emporium.product.search.entity.ListingFilters;
import dev.emporium.product.search.entity.ListingOrder;
import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.Meaning;
import dev.emporium.product.search.entity.SearchWordRepository;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** While Elasticsearch is away, PostgreSQL answers, and soon nobody waits for it. */
class EngineAwayIT {
    private static final ListingQuery MUG =
            new ListingQuery("mug", ListingFilters.NONE, ListingOrder.RELEVANCE, List.of());

    /** Which takes longer than all that is looked at here. */
    @BeforeAll
    static void fill() {
        assertThat(Relevance.queries()).isNotEmpty();
    }

    private final PrometheusRegistry metrics = new PrometheusRegistry();

    private void searchesAllTheSame(SearchConfiguration away) throws IOException {
        try (ListingIndex index = new ListingIndex(away)) {
            ProductSearch search = new ProductSearch(
                    Relevance.JDBI,
                    new FoundListings(),
                    new SearchWordRepository(),
                    new SearchCounts(metrics),
                    Optional.of(new ElasticsearchEngine(index, new Meters(metrics, Relevance.JDBI))));
            for (int i = 0; i < 7; i++) {
                Found found = search.find(MUG, null, 10);
                assertThat(found.engine()).isEqualTo("postgresql");
                assertThat(found.productIds()).isNotEmpty();
            }
        }
        assertThat(counted("search_fallbacks")).isEqualTo(7);
        assertThat(counted("searches")).isEqualTo(7);
        assertThat(isOpen()).isTrue();
    }

    private double counted(String name) {
        return metrics.scrape(name::equals).stream()
                .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    private boolean isOpen() {
        return metrics.scrape("dependency_circuit_open"::equals).stream()
                .flatMap(metric -> ((GaugeSnapshot) metric).getDataPoints().stream())
                .anyMatch(circuit -> circuit.getValue() == 1);
    }

    @Test
    void whenNobodyListens() throws IOException {
        searchesAllTheSame(TestElasticsearch.at("http://127.0.0.1:1", "away"));
    }

    @Test
    void whenItHangs() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            searchesAllTheSame(TestElasticsearch.at("http://127.0.0.1:" + silent.getLocalPort(), "away"));
        }
    }

    @Test
    void isAskedBeforeAnybodySearchesSinceTheFirstAnswerTakesLong() throws Throwable {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            if (asked.incrementAndGet() == 1) {
                LockSupport.parkNanos(Duration.ofMillis(600).toNanos());
            }
            byte[] body =
                    """
                    {"took": 1, "timed_out": false, "_shards": {"total": 1, "successful": 1, "failed": 0}, "hits": {"hits": []}}
                    """
                            .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("X-Elastic-Product", "Elasticsearch");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (ListingIndex index = new ListingIndex(
                TestElasticsearch.at("http://127.0.0.1:" + server.getAddress().getPort(), "slow"))) {
            ElasticsearchEngine engine = new ElasticsearchEngine(index, new Meters(metrics, Relevance.JDBI));
            engine.start();
            assertThat(asked).hasValue(1);
            // a loaded machine may take longer over any answer than is waited for it
            Wait.until(() -> assertThatCode(() -> engine.find(new Meaning("mug", List.of()), MUG, null, 10))
                    .doesNotThrowAnyException());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whenItAnswersNonsense() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "{\"hits\": 7}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("X-Elastic-Product", "Elasticsearch");
            exchange.sendResponseHeaders(asked.incrementAndGet() % 2 == 0 ? 200 : 500, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            // each question arrives: none is given up before it is asked, as a loaded machine's first would be
            searchesAllTheSame(TestElasticsearch.patient(
                    "http://127.0.0.1:" + server.getAddress().getPort(), "nonsense"));
        } finally {
            server.stop(0);
        }
        assertThat(asked.get()).as("it is left alone once it has failed often").isEqualTo(5);
    }
}
