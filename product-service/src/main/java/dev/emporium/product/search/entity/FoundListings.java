package dev.emporium.product.search.entity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads the listings that match. The statements are put together of what is asked for, from texts that stand here; all
 * that comes from outside is bound. Each reads no more than some thousand rows, or those that an index has found: it walks
 * a little along the order that is asked for, since of frequent matches a page is soon full; only where it is not, it
 * collects what the index of terms has, which are few or lie elsewhere, and sorts them. Thread safe.
 */
public final class FoundListings {
    /** Listings that are looked at along the order, for each that is asked for, before the index of terms is asked. */
    private static final int WALK = 200;

    /** Of so many the best are told. */
    private static final int RANKED = 400;

    /** Of so many the best are suggested, at each letter that is typed. */
    private static final int SUGGESTED = 100;

    /** So many are counted. */
    private static final int COUNTED = 5_000;

    /** One listing in sixteen, as the index {@code listings_by_terms_sampled} has it. */
    static final String SAMPLE = "get_byte(uuid_send(product_id), 15) < 16";

    /** Of so many in the sample how they are spread is told, and not looked for the rest. */
    private static final int PART = 2_000;

    private static final String WHOLE = "whole";
    private static final int SPREADS = 500;
    private static final String ATTRIBUTE = "attribute.";
    private static final int VALUES = 100;
    private static final String NO_RANGE = "cast(null as bigint), cast(null as bigint)";
    private static final String PRICE_KEY = "currency || ' ' || price_minor";
    private static final String CATEGORIES =
            """
            (select array_to_string(trim_array(parts, cardinality(parts) - depth), '/') as value, of_leaf
            from (select category, count(*) as of_leaf from matched group by category) as leaves,
                string_to_array(category, '/') as parts, generate_series(1, cardinality(parts)) as depth) as categories
            """;

    private final Ranking ranking = new Ranking();
    private final Cache<Spread, Facets> partOf = Caffeine.newBuilder()
            .maximumSize(SPREADS)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    private record Spread(Meaning meaning, ListingFilters filters, List<String> facets) {}

    /**
     * Has the planner go by indexes and by the values that are bound: it takes terms for independent of each other, and would
     * rather read the table than many matches of which there may be none.
     */
    public void prepare(Handle transaction) {
        transaction
                .createQuery(
                        """
                        select set_config(name, value, true) from (values ('enable_seqscan', 'off'), ('jit', 'off'),
                            ('plan_cache_mode', 'force_custom_plan'), ('pg_trgm.similarity_threshold', '0.19'))
                            as settings (name, value)
                        """)
                .mapTo(String.class)
                .list();
    }

    /**
     * A page of what matches.
     *
     * @param meaning null for all
     * @param after null for the first page
     */
    public List<Position> page(
            Handle handle, Meaning meaning, ListingFilters filters, ListingOrder order, Position after, int count) {
        return order == ListingOrder.RELEVANCE
                ? ranking.best(handle, meaning, filters, after, count, RANKED)
                : ordered(handle, Matching.of(meaning, filters), Along.of(order), after, count);
    }

    /** Some of the best of what somebody may be about to look for. */
    public List<Position> suggested(Handle handle, Meaning meaning, int count) {
        return ranking.best(handle, meaning, ListingFilters.NONE, null, count, SUGGESTED);
    }

    /** An order that an index has. @param following binds {@code k}, if there is a key, and {@code id} */
    private record Along(String key, String order, String following) {
        static Along of(ListingOrder order) {
            return switch (order) {
                case NEWEST, RELEVANCE -> new Along("''", "product_id desc", "product_id < :id");
                case NAME -> new Along("name_key", "name_key, product_id", "(name_key, product_id) > (:k, :id)");
                case PRICE ->
                    new Along(
                            PRICE_KEY,
                            "currency, price_minor, product_id",
                            "(currency, price_minor, product_id) > (:currency, :price, :id)");
                case DEAREST ->
                    new Along(
                            PRICE_KEY,
                            "currency desc, price_minor desc, product_id desc",
                            "(currency, price_minor, product_id) < (:currency, :price, :id)");
            };
        }

        String sql(Position after) {
            return after == null ? "true" : following;
        }

        void bind(Query query, Position after) {
            if (after == null) {
                return;
            }
            query.bind("id", after.productId());
            if (key.equals(PRICE_KEY)) {
                String[] parts = after.key().split(" ");
                query.bind("currency", parts[0]).bind("price", Long.parseLong(parts[1]));
            } else if (!key.equals("''")) {
                query.bind("k", after.key());
            }
        }
    }

    private static List<Position> ordered(Handle handle, Matching matching, Along along, Position after, int count) {
        String sql = matching.conditions().isEmpty()
                ? "select product_id, KEY as key from listings where AFTER order by ORDER limit :count"
                : """
                  with walked as materialized (
                      select product_id, name_key, currency, price_minor from (
                          select product_id, name_key, currency, price_minor, terms, in_stock from listings where AFTER
                          order by ORDER limit :walk
                      ) as near where MATCHING order by ORDER limit :count
                  ), collected as materialized (
                      select product_id, name_key, currency, price_minor from (
                          select product_id, name_key, currency, price_minor from listings
                          where (select count(*) from walked) < :count and MATCHING and AFTER offset 0
                      ) as all_of_them order by ORDER limit :count
                  )
                  select product_id, KEY as key from (
                      select product_id, name_key, currency, price_minor from walked
                      where (select count(*) from walked) >= :count
                      union all select product_id, name_key, currency, price_minor from collected
                  ) as found order by ORDER
                  """;
        Query query = handle.createQuery(sql.replace("KEY", along.key())
                        .replace("ORDER", along.order())
                        .replace("AFTER", along.sql(after))
                        .replace("MATCHING", matching.sql()))
                .bind("count", count)
                .bindMap(matching.values());
        if (!matching.conditions().isEmpty()) {
            query.bind("walk", WALK * count);
        }
        along.bind(query, after);
        return positions(query);
    }

    private static List<Position> positions(Query query) {
        return query.map((row, context) -> position(row)).list();
    }

    static Position position(ResultSet row) throws SQLException {
        return new Position(row.getString("key"), row.getObject("product_id", UUID.class));
    }

    /** How all that matches is spread, of up to {@value #COUNTED} listings; of more, as it was up to a minute ago. */
    public Facets facets(Handle handle, Meaning meaning, ListingFilters filters, List<String> facets) {
        Spread spread = new Spread(meaning, filters, List.copyOf(facets));
        Facets part = partOf.getIfPresent(spread);
        if (part != null) {
            return part;
        }
        Facets counted = count(handle, meaning, filters, facets);
        if (!counted.complete()) {
            partOf.put(spread, counted);
        }
        return counted;
    }

    private static Facets count(Handle handle, Meaning meaning, ListingFilters filters, List<String> facets) {
        Matching matching = Matching.of(meaning, filters);
        Map<String, String> columnOf = new LinkedHashMap<>();
        facets.stream()
                .filter(facet -> facet.startsWith(ATTRIBUTE))
                .forEach(facet -> columnOf.put(facet, "attribute" + columnOf.size()));
        String columns = columnOf.values().stream()
                .map(column -> ", attributes ->> :" + column + " as " + column)
                .collect(Collectors.joining());
        String names = columnOf.values().stream().map(column -> ", " + column).collect(Collectors.joining());
        String counts = facets.stream()
                .map(facet -> switch (facet) {
                    case "category" -> counts(facet, "value", CATEGORIES, "cast(sum(of_leaf) as bigint)", NO_RANGE);
                    case "brand" -> counts(facet, "brand", "matched", "count(*)", NO_RANGE);
                    case "price" ->
                        counts(facet, "currency", "matched", "count(*)", "min(price_minor), max(price_minor)");
                    default -> counts(columnOf.get(facet), columnOf.get(facet), "matched", "count(*)", NO_RANGE);
                })
                .collect(Collectors.joining());
        String sql =
                """
                with sampled as materialized (
                    select category, brand, currency, price_minor COLUMNS from (
                        select category, brand, currency, price_minor, attributes from listings
                        where SAMPLE and MATCHING offset 0
                    ) as some_of_them limit :part
                ), matched as materialized (
                    select category, brand, currency, price_minor NAMES from sampled where (select count(*) from sampled) >= :part
                    union all (
                        select category, brand, currency, price_minor COLUMNS from (
                            select category, brand, currency, price_minor, attributes from listings
                            where (select count(*) from sampled) < :part and MATCHING WAY
                        ) as all_of_them limit :most
                    )
                )
                select '' as facet, case when (select count(*) from sampled) < :part then 'WHOLE' else '' end as value,
                    count(*) as matches,
                    cast(null as bigint) as lowest, cast(null as bigint) as highest from matched
                """
                        .replace("COLUMNS", columns)
                        .replace("NAMES", names)
                        .replace("WHOLE", WHOLE)
                        .replace("SAMPLE", matching.broad() ? "false" : SAMPLE)
                        .replace("MATCHING", matching.sql())
                        .replace("WAY", matching.broad() ? "order by product_id desc" : "offset 0");
        Query query = handle.createQuery(sql + counts)
                .bind("part", PART)
                .bind("most", COUNTED + 1)
                .bindMap(matching.values());
        if (!facets.isEmpty()) {
            query.bind("values", VALUES);
        }
        columnOf.forEach((facet, column) -> query.bind(column, facet.substring(ATTRIBUTE.length())));
        return read(query, facets, columnOf);
    }

    private static String counts(String facet, String value, String from, String count, String range) {
        return """
               union all (
                   select 'FACET', VALUE, COUNT as matches, RANGE from FROM where VALUE is not null
                   group by VALUE order by matches desc, VALUE limit :values
               )
               """
                .replace("FACET", facet)
                .replace("VALUE", value)
                .replace("FROM", from)
                .replace("COUNT", count)
                .replace("RANGE", range);
    }

    private record Row(String facet, Facets.Value value) {}

    private static Facets read(Query query, List<String> facets, Map<String, String> columnOf) {
        List<Row> rows = query.map((row, context) -> new Row(
                        row.getString("facet"),
                        new Facets.Value(
                                row.getString("value"),
                                row.getLong("matches"),
                                row.getObject("lowest", Long.class),
                                row.getObject("highest", Long.class))))
                .list();
        Facets.Value all = rows.stream()
                .filter(row -> row.facet().isEmpty())
                .map(Row::value)
                .findAny()
                .orElseThrow();
        Map<String, List<Facets.Value>> values = new LinkedHashMap<>();
        facets.forEach(facet -> values.put(
                facet,
                rows.stream()
                        .filter(row -> row.facet().equals(columnOf.getOrDefault(facet, facet)))
                        .map(Row::value)
                        .toList()));
        boolean complete = all.value().equals(WHOLE) && all.count() <= COUNTED;
        return new Facets(Math.min(all.count(), COUNTED), complete, values);
    }
}
