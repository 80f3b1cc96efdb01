package dev.emporium.product.search.control;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.elasticsearch.indices.get_alias.IndexAliases;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.TransportUtils;
import co.elastic.clients.transport.rest_client.RestClientOptions;
import co.elastic.clients.transport.rest_client.RestClientTransport;
import co.elastic.clients.util.BinaryData;
import dev.emporium.platform.Uuid7;
import dev.emporium.product.search.entity.IndexEntry;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.RequestOptions;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.RestClientBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listings in Elasticsearch. What is searched is an alias: it stands for one index, and while that is made anew there is
 * another beside it, which the alias does not know yet. Both are written to, each by an alias of its own, since a write to an
 * index that is there no more would make one. Thread safe.
 */
public final class ListingIndex implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ListingIndex.class);
    private static final Duration CONNECT = Duration.ofMillis(500);
    /** What is changed or written may take its time; nobody waits for it. */
    private static final Duration WORK = Duration.ofSeconds(30);

    private static final int AT_ONCE = 64;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final String name;
    private final Duration patience;
    private final RestClientTransport transport;
    private final ElasticsearchClient client;

    /** Something of Elasticsearch's own did not work; it is worth to try again. */
    public static final class IndexAwayException extends RuntimeException {
        private static final long serialVersionUID = 1;

        IndexAwayException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    public ListingIndex(SearchConfiguration configuration) {
        this.name = configuration.index();
        this.patience = configuration.patience().toJavaDuration();
        this.transport = new RestClientTransport(connect(configuration), new JacksonJsonpMapper());
        RequestOptions patient = RequestOptions.DEFAULT.toBuilder()
                .setRequestConfig(times(RequestConfig.custom(), WORK).build())
                .build();
        this.client = new ElasticsearchClient(transport, new RestClientOptions(patient, false));
    }

    private static RestClient connect(SearchConfiguration configuration) {
        SSLContext trusted = configuration.ca().isEmpty() ? null : trusting(configuration.ca());
        RestClientBuilder builder = RestClient.builder(HttpHost.create(configuration.url()))
                .setRequestConfigCallback(
                        request -> times(request, configuration.patience().toJavaDuration()))
                .setHttpClientConfigCallback(http -> {
                    http.setMaxConnPerRoute(AT_ONCE).setMaxConnTotal(AT_ONCE);
                    return trusted == null ? http : http.setSSLContext(trusted);
                });
        if (!configuration.user().isEmpty()) {
            String credentials =
                    configuration.user() + ":" + configuration.password().reveal();
            builder.setDefaultHeaders(new Header[] {
                new BasicHeader(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
            });
        }
        return builder.build();
    }

    private static RequestConfig.Builder times(RequestConfig.Builder request, Duration answer) {
        return request.setConnectTimeout((int) CONNECT.toMillis())
                .setConnectionRequestTimeout((int) CONNECT.toMillis())
                .setSocketTimeout((int) answer.toMillis());
    }

    private static SSLContext trusting(String file) {
        try {
            return TransportUtils.sslContextFromHttpCaCrt(new File(file));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "ELASTICSEARCH_CA: in " + file + " there is no certificate in PEM that can be read", e);
        }
    }

    /** The alias that is searched. */
    String name() {
        return name;
    }

    /** How long somebody waits who searches. */
    Duration patience() {
        return patience;
    }

    /** For searches, which nobody waits for long. */
    ElasticsearchAsyncClient searching() {
        return new ElasticsearchAsyncClient(transport);
    }

    /** For a first one, which has to connect and to load what the others find ready. */
    ElasticsearchAsyncClient beginning(Duration patience) {
        RequestOptions patient = RequestOptions.DEFAULT.toBuilder()
                .setRequestConfig(times(RequestConfig.custom(), patience).build())
                .build();
        return searching().withTransportOptions(new RestClientOptions(patient, false));
    }

    private static <T> T ask(Work<T> work) {
        try {
            return work.run();
        } catch (IOException | ElasticsearchException e) {
            throw new IndexAwayException("Elasticsearch did not do it: " + e.getMessage(), e);
        }
    }

    private static String feedOf(String index) {
        return index + "-feed";
    }

    /** Makes an empty index, which is not searched, and is written to from now on by all who call {@link #all()}. */
    String create() {
        String index = name + "-" + Uuid7.next();
        ask(() -> {
            try (InputStream definition = ListingIndex.class.getResourceAsStream("/search/index.json")) {
                return client.indices()
                        .create(c -> c.withJson(definition).index(index).aliases(feedOf(index), alias -> alias));
            }
        });
        return index;
    }

    private Map<String, IndexAliases> aliases() {
        return ask(() -> client.indices()
                .getAlias(g -> g.index(name + "-*").allowNoIndices(true))
                .result());
    }

    /** All indexes of the listings that there are. */
    List<String> all() {
        return aliases().entrySet().stream()
                .filter(index -> index.getValue().aliases().containsKey(feedOf(index.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Those that are not searched. */
    List<String> unused() {
        Map<String, IndexAliases> aliases = aliases();
        return aliases.keySet().stream()
                .filter(index -> aliases.get(index).aliases().containsKey(feedOf(index))
                        && !aliases.get(index).aliases().containsKey(name))
                .toList();
    }

    /** Has this one searched from now on, and no other: in one step. */
    void serve(String index) {
        List<String> others =
                all().stream().filter(other -> !other.equals(index)).toList();
        ask(() -> {
            client.indices().refresh(r -> r.index(index));
            return client.indices().updateAliases(update -> {
                others.forEach(other -> update.actions(
                        a -> a.remove(r -> r.index(other).alias(name).mustExist(false))));
                return update.actions(a -> a.add(add -> add.index(index).alias(name)));
            });
        });
    }

    void delete(String index) {
        ask(() -> client.indices().delete(d -> d.index(index).ignoreUnavailable(true)));
    }

    /**
     * Writes entries, but for those of which the index has as new a revision: they may come twice, late and in any order. One
     * that Elasticsearch refuses for what it is, is told in the log and left out.
     */
    void write(String index, Collection<IndexEntry> entries) {
        BulkRequest.Builder bulk =
                new BulkRequest.Builder().index(feedOf(index)).requireAlias(true);
        entries.forEach(entry -> bulk.operations(one -> one.index(write -> write.id(
                        entry.productId().toString())
                .versionType(VersionType.External)
                .version(entry.revision())
                .document(BinaryData.of(entry.document().getBytes(StandardCharsets.UTF_8), "application/json")))));
        List<BulkResponseItem> failed =
                new ArrayList<>(ask(() -> client.bulk(bulk.build())).items());
        failed.removeIf(item -> item.error() == null || item.status() == CONFLICT || item.status() == NOT_FOUND);
        failed.forEach(item -> {
            if (item.status() == 429 || item.status() >= 500) {
                throw new IndexAwayException(
                        "Elasticsearch wrote not all: " + item.error().reason(), null);
            }
            LOGGER.atError()
                    .addKeyValue("event.action", "search-document-refused")
                    .addKeyValue("emporium.subject_id", item.id())
                    .addKeyValue("error.message", item.error().reason())
                    .log("A product is not found by Elasticsearch");
        });
    }

    /** Shows all that was written so far to whoever searches. */
    void refresh() {
        ask(() -> client.indices().refresh(r -> r.index(name).ignoreUnavailable(true)));
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
