package dev.emporium.product.search.control;

import dev.emporium.platform.problem.ProblemException;
import dev.emporium.product.search.entity.FoundListings;
import dev.emporium.product.search.entity.ListingFilters;
import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.Matches;
import dev.emporium.product.search.entity.Meaning;
import dev.emporium.product.search.entity.Meaning.Word;
import dev.emporium.product.search.entity.Position;
import dev.emporium.product.search.entity.SearchWordRepository;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Finds products that are on sale, in a number of statements that does not depend on theirs. What is searched for by words an
 * index may find, which is there for that; the database does while it is away, and all else, which it has indexes for. Thread
 * safe.
 */
public final class ProductSearch {
    /** The engine that is always there, as answers and metrics have it. */
    static final String POSTGRESQL = "postgresql";

    private final Jdbi jdbi;
    private final FoundListings listings;
    private final SearchWordRepository words;
    private final SearchCounts counts;
    private final Optional<SearchEngine> index;

    /** @param index that is asked for words first, if there is one */
    public ProductSearch(
            Jdbi jdbi,
            FoundListings listings,
            SearchWordRepository words,
            SearchCounts counts,
            Optional<SearchEngine> index) {
        this.jdbi = jdbi;
        this.listings = listings;
        this.words = words;
        this.counts = counts;
        this.index = index;
    }

    /**
     * A page of what matches. Where nothing has all the words as they are spelt, they are taken for misspelt, and those
     * that stand for nothing are left out; the pages behind it keep to that. They may come from another engine.
     *
     * @param cursor of an earlier page of the same query, null for the first
     * @throws ProblemException 400 for any other cursor
     */
    public Found find(ListingQuery query, String cursor, int limit) {
        return find(jdbi::inTransaction, query, cursor, limit);
    }

    /** The same, found there. */
    public Found find(Reads reads, ListingQuery query, String cursor, int limit) {
        Cursor after = cursor == null ? null : Cursor.read(cursor, query);
        if (query.text() != null) {
            Found found = findByWords(reads, query, after, limit);
            counts.searched(found.engine());
            return found;
        }
        if (query.filters().equals(ListingFilters.NONE) && query.facets().isEmpty()) {
            return reads.in(handle -> find(POSTGRESQL, of(handle), query, null, after, limit, false));
        }
        return inDatabase(reads, query, after, limit);
    }

    /** Whether an index is asked, which is told of changes some time after they are to be seen. */
    public boolean asksAnIndex(ListingQuery query) {
        return index.isPresent() && query.text() != null;
    }

    private Found findByWords(Reads reads, ListingQuery query, Cursor after, int limit) {
        if (index.isPresent()) {
            try {
                return find(
                        ElasticsearchEngine.NAME,
                        index.get(),
                        alike -> reads.in(transaction -> {
                            listings.prepare(transaction);
                            return words.meaning(transaction, query.text(), alike);
                        }),
                        query,
                        after,
                        limit);
            } catch (EngineAwayException e) {
                counts.fellBack();
            }
        }
        return inDatabase(reads, query, after, limit);
    }

    private Found inDatabase(Reads reads, ListingQuery query, Cursor after, int limit) {
        return reads.in(transaction -> {
            listings.prepare(transaction);
            return find(
                    POSTGRESQL,
                    of(transaction),
                    alike -> query.text() == null ? null : words.meaning(transaction, query.text(), alike),
                    query,
                    after,
                    limit);
        });
    }

    private SearchEngine of(Handle handle) {
        return (meaning, query, after, count) -> new Matches(
                listings.page(handle, meaning, query.filters(), query.order(), after, count),
                query.facets().isEmpty() ? null : listings.facets(handle, meaning, query.filters(), query.facets()));
    }

    /** What the query's words stand for; null when it has none. */
    private interface Meanings {
        /** @param alike whether they may all be misspelt */
        Meaning of(boolean alike);
    }

    private static Found find(
            String name, SearchEngine engine, Meanings meanings, ListingQuery query, Cursor after, int limit) {
        boolean alike = after != null && after.alike();
        Meaning meaning = meanings.of(alike);
        Found found = find(name, engine, query, meaning, after, limit, alike);
        if (found.productIds().isEmpty() && after == null && meaning != null) {
            Meaning wider = meanings.of(true);
            return wider.equals(meaning) ? found : find(name, engine, query, wider, null, limit, true);
        }
        return found;
    }

    private static Found find(
            String name,
            SearchEngine engine,
            ListingQuery query,
            Meaning meaning,
            Cursor after,
            int limit,
            boolean alike) {
        Matches matches = engine.find(meaning, query, after == null ? null : after.position(), limit + 1);
        List<Position> rows = matches.positions();
        List<Position> page = rows.subList(0, Math.min(limit, rows.size()));
        return new Found(
                page.stream().map(Position::productId).toList(),
                rows.size() > limit ? new Cursor(page.get(limit - 1), alike).write(query) : null,
                matches.facets(),
                meaning == null
                        ? null
                        : new Highlighter(meaning.words().stream()
                                .map(Word::forms)
                                .flatMap(Set::stream)
                                .collect(Collectors.toSet())),
                name);
    }
}
