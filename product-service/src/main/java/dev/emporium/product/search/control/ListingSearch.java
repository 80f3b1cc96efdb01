package dev.emporium.product.search.control;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.aggregations.Aggregation;
import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.FunctionBoostMode;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.json.JsonData;
import dev.emporium.product.search.entity.ListingFilters;
import dev.emporium.product.search.entity.ListingOrder;
import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.Meaning;
import dev.emporium.product.search.entity.Meaning.Word;
import dev.emporium.product.search.entity.Position;
import dev.emporium.product.search.entity.Weights;
import java.util.ArrayList;
import java.util.List;

/** Puts what is searched for by words into Elasticsearch's language, term by term: nothing that people type is read by its parsers. */
final class ListingSearch {
    static final String ATTRIBUTE = "attribute.";

    private static final String TERMS = "terms";
    private static final String PRICE = "price";
    private static final String IN_STOCK = "s:in";
    private static final int VALUES = 100;

    private final Meaning meaning;
    private final ListingQuery query;

    ListingSearch(Meaning meaning, ListingQuery query) {
        this.meaning = meaning;
        this.query = query;
    }

    SearchRequest request(String index, Position after, int count) {
        SearchRequest.Builder request = new SearchRequest.Builder()
                .index(index)
                .allowPartialSearchResults(false)
                .source(source -> source.fetch(false))
                .size(count)
                .sort(sort())
                .query(Query.of(all -> all.bool(query.order() == ListingOrder.RELEVANCE ? ranked() : matching())))
                .trackTotalHits(total -> total.enabled(!query.facets().isEmpty()));
        for (int i = 0; i < query.facets().size(); i++) {
            request.aggregations(facet(i), aggregation(query.facets().get(i)));
        }
        return after == null
                ? request.build()
                : request.searchAfter(after(after)).build();
    }

    /** What the counts of a facet are called: its own name may have any character. */
    static String facet(int number) {
        return "facet" + number;
    }

    private BoolQuery matching() {
        ListingFilters filters = query.filters();
        BoolQuery.Builder all = new BoolQuery.Builder();
        filters.terms().forEach(term -> all.filter(has(List.of(term))));
        if (Boolean.TRUE.equals(filters.inStock())) {
            all.filter(has(List.of(IN_STOCK)));
        }
        if (filters.lowest() != null) {
            all.filter(f -> f.range(r -> r.untyped(u -> u.field(PRICE).gte(JsonData.of(filters.lowest())))));
        }
        if (filters.highest() != null) {
            all.filter(f -> f.range(r -> r.untyped(u -> u.field(PRICE).lte(JsonData.of(filters.highest())))));
        }
        if (meaning.words().isEmpty()) {
            all.filter(has(List.of(meaning.skuTerm())));
        }
        for (Word word : meaning.words()) {
            List<String> terms = new ArrayList<>(word.terms("t:", "k:", "d:"));
            terms.add(meaning.skuTerm());
            all.filter(has(terms));
        }
        return all.build();
    }

    private static Query has(List<String> terms) {
        List<FieldValue> values = terms.stream().map(FieldValue::of).toList();
        return Query.of(any -> any.terms(list -> list.field(TERMS).terms(of -> of.value(values))));
    }

    /** The same, with the sum that {@link Weights} says. */
    private BoolQuery ranked() {
        BoolQuery.Builder all = new BoolQuery.Builder()
                .filter(f -> f.bool(matching()))
                .should(counting(has(List.of(meaning.skuTerm())), Weights.SKU));
        if (!meaning.words().isEmpty()) {
            all.should(s -> s.functionScore(stock -> stock.query(q -> q.bool(places()))
                    .functions(twice -> twice.filter(has(List.of(IN_STOCK))).weight(2.0))
                    .boostMode(FunctionBoostMode.Multiply)));
        }
        return all.build();
    }

    private static Query counting(Query what, int points) {
        return Query.of(q -> q.constantScore(c -> c.filter(what).boost((float) points)));
    }

    private BoolQuery places() {
        int words = meaning.words().size();
        Weights weights = new Weights(words);
        int least = weights.elsewhere();
        BoolQuery.Builder sum =
                new BoolQuery.Builder().must(counting(Query.of(any -> any.matchAll(all -> all)), least * words));
        for (Word word : meaning.words()) {
            Query name = has(word.terms("t:"));
            Query keyword = has(word.terms("k:"));
            Query both = Query.of(q -> q.bool(b -> b.filter(name, keyword)));
            sum.should(best -> best.disMax(d -> d.queries(
                    counting(both, weights.everywhere() - least),
                    counting(name, weights.name() - least),
                    counting(keyword, weights.keyword() - least))));
        }
        return sum.should(part -> part.functionScore(f -> f.query(q -> q.bool(named()))
                        .functions(of -> of.fieldValueFactor(share -> share.field("part")))
                        .maxBoost((double) weights.part())
                        .boostMode(FunctionBoostMode.Multiply)))
                .build();
    }

    /** How many of the words stand in the name. */
    private BoolQuery named() {
        return new BoolQuery.Builder()
                .should(meaning.words().stream()
                        .map(word -> counting(has(word.terms("t:")), 1))
                        .toList())
                .build();
    }

    private List<SortOptions> sort() {
        return switch (query.order()) {
            case RELEVANCE ->
                List.of(SortOptions.of(s -> s.score(by -> by.order(SortOrder.Desc))), by("id", SortOrder.Desc));
            case NEWEST -> List.of(by("id", SortOrder.Desc));
            case NAME -> List.of(by("name_key", SortOrder.Asc), by("id", SortOrder.Asc));
            case PRICE -> List.of(by("currency", SortOrder.Asc), by(PRICE, SortOrder.Asc), by("id", SortOrder.Asc));
            case DEAREST ->
                List.of(by("currency", SortOrder.Desc), by(PRICE, SortOrder.Desc), by("id", SortOrder.Desc));
        };
    }

    private static SortOptions by(String field, SortOrder order) {
        return SortOptions.of(s -> s.field(f -> f.field(field).order(order)));
    }

    private List<FieldValue> after(Position after) {
        FieldValue id = FieldValue.of(after.productId().toString());
        return switch (query.order()) {
            case RELEVANCE -> List.of(FieldValue.of(Long.parseLong(after.key())), id);
            case NEWEST -> List.of(id);
            case NAME -> List.of(FieldValue.of(after.key()), id);
            case PRICE, DEAREST -> {
                String[] parts = after.key().split(" ");
                yield List.of(FieldValue.of(parts[0]), FieldValue.of(Long.parseLong(parts[1])), id);
            }
        };
    }

    /** What the sorting of a listing says of its place. */
    String key(List<FieldValue> sort) {
        return switch (query.order()) {
            case RELEVANCE -> String.valueOf(number(sort.get(0)));
            case NEWEST -> "";
            case NAME -> sort.get(0).stringValue();
            case PRICE, DEAREST -> sort.get(0).stringValue() + " " + number(sort.get(1));
        };
    }

    private static long number(FieldValue value) {
        return ((Number) value._get()).longValue();
    }

    private static Aggregation aggregation(String facet) {
        return switch (facet) {
            case "category" -> values("categories");
            case "brand" -> values("brand");
            case PRICE ->
                Aggregation.of(a -> a.terms(t -> t.field("currency").size(VALUES))
                        .aggregations("lowest", low -> low.min(m -> m.field(PRICE)))
                        .aggregations("highest", high -> high.max(m -> m.field(PRICE))));
            default -> values("attributes." + facet.substring(ATTRIBUTE.length()));
        };
    }

    private static Aggregation values(String field) {
        return Aggregation.of(a -> a.terms(t -> t.field(field).size(VALUES)));
    }
}
