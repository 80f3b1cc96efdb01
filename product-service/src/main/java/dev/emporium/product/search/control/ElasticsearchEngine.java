package dev.emporium.product.search.control;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch._types.aggregations.Aggregate;
import co.elastic.clients.elasticsearch._types.aggregations.StringTermsBucket;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import dev.emporium.platform.Failures;
import dev.emporium.platform.client.Circuits;
import dev.emporium.platform.metrics.Dependency;
import dev.emporium.platform.metrics.Dependency.Outcome;
import dev.emporium.platform.metrics.Meters;
import dev.emporium.product.search.entity.Facets;
import dev.emporium.product.search.entity.ListingFilters;
import dev.emporium.product.search.entity.ListingOrder;
import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.Matches;
import dev.emporium.product.search.entity.Meaning;
import dev.emporium.product.search.entity.Position;
import io.dropwizard.lifecycle.Managed;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elasticsearch, for what is searched for by words. An answer is waited for for no longer than is configured; when calls fail or hang again
 * and again, the circuit opens, and for five seconds nobody waits. Thread safe.
 */
public final class ElasticsearchEngine implements SearchEngine, Managed {
    /** As answers and metrics have it. */
    static final String NAME = "elasticsearch";

    private static final Logger LOGGER = LoggerFactory.getLogger(ElasticsearchEngine.class);

    private static final Duration BEGINNING = Duration.ofSeconds(5);

    private final ListingIndex listings;
    private final ElasticsearchAsyncClient client;
    private final String index;
    private final Duration patience;
    private final Dependency calls;
    private final CircuitBreaker circuit = Circuits.of(NAME, 5, Duration.ofSeconds(5));

    public ElasticsearchEngine(ListingIndex index, Meters meters) {
        this.listings = index;
        this.client = index.searching();
        this.index = index.name();
        this.patience = index.patience();
        this.calls = meters.dependency(NAME);
        meters.circuit(NAME, () -> circuit.getState() == CircuitBreaker.State.OPEN);
    }

    /**
     * Searches for nothing before anybody searches: the first search takes longer than its patience, for it connects and loads what
     * all need. Who is away then is found out by those who search.
     */
    @Override
    public void start() throws InterruptedException {
        ListingSearch nothing = new ListingSearch(
                new Meaning("", List.of()),
                new ListingQuery("", ListingFilters.NONE, ListingOrder.RELEVANCE, List.of("brand")));
        try {
            listings.beginning(BEGINNING)
                    .search(nothing.request(index, null, 1), Void.class)
                    .get(BEGINNING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Failures.brief(LOGGER.atWarn(), e instanceof ExecutionException ? e.getCause() : e)
                    .log("Elasticsearch does not answer yet");
        }
    }

    /** @param meaning of words, of which there must be some, or a sku */
    @Override
    public Matches find(Meaning meaning, ListingQuery query, Position after, int count) {
        ListingSearch search = new ListingSearch(meaning, query);
        SearchRequest request = search.request(index, after, count);
        try {
            SearchResponse<Void> answer = circuit.executeCallable(() -> ask(request));
            return new Matches(positions(search, answer), facets(query.facets(), answer));
        } catch (CallNotPermittedException e) {
            throw new EngineAwayException("Elasticsearch is not asked for a while", e);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            Failures.brief(LOGGER.atWarn(), cause).log("Elasticsearch gives no answer, PostgreSQL does");
            throw new EngineAwayException("Elasticsearch gave no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineAwayException("interrupted", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private SearchResponse<Void> ask(SearchRequest request)
            throws ExecutionException, InterruptedException, TimeoutException {
        long start = System.nanoTime();
        CompletableFuture<SearchResponse<Void>> answer = client.search(request, Void.class);
        boolean answered = false;
        try {
            SearchResponse<Void> given = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            answered = true;
            return given;
        } finally {
            answer.cancel(true);
            calls.answered(answered ? Outcome.SUCCESS : Outcome.FAILURE, start);
        }
    }

    private static List<Position> positions(ListingSearch search, SearchResponse<Void> answer) {
        return answer.hits().hits().stream()
                .map(hit -> new Position(search.key(hit.sort()), UUID.fromString(hit.id())))
                .toList();
    }

    private static Facets facets(List<String> facets, SearchResponse<Void> answer) {
        if (facets.isEmpty()) {
            return null;
        }
        Map<String, List<Facets.Value>> values = new LinkedHashMap<>();
        for (int i = 0; i < facets.size(); i++) {
            Aggregate counts = answer.aggregations().get(ListingSearch.facet(i));
            // an attribute that no listing has is not even of a type
            values.put(
                    facets.get(i),
                    counts.isSterms()
                            ? counts.sterms().buckets().array().stream()
                                    .map(ElasticsearchEngine::value)
                                    .toList()
                            : List.of());
        }
        return new Facets(answer.hits().total().value(), true, values);
    }

    private static Facets.Value value(StringTermsBucket bucket) {
        Aggregate lowest = bucket.aggregations().get("lowest");
        Aggregate highest = bucket.aggregations().get("highest");
        return new Facets.Value(
                bucket.key().stringValue(),
                bucket.docCount(),
                lowest == null ? null : (long) lowest.min().value(),
                highest == null ? null : (long) highest.max().value());
    }
}
