package dev.emporium.product.search.control;

import dev.emporium.platform.problem.ProblemException;
import dev.emporium.product.search.entity.Facets;
import dev.emporium.product.search.entity.FoundListings;
import dev.emporium.product.search.entity.ListingFilters;
import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.Meaning;
import dev.emporium.product.search.entity.Meaning.Word;
import dev.emporium.product.search.entity.Position;
import dev.emporium.product.search.entity.SearchWordRepository;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Finds products that are on sale, in a number of statements that does not depend on theirs. Thread safe. */
public final class ProductSearch {
    private final Jdbi jdbi;
    private final FoundListings listings;
    private final SearchWordRepository words;

    public ProductSearch(Jdbi jdbi, FoundListings listings, SearchWordRepository words) {
        this.jdbi = jdbi;
        this.listings = listings;
        this.words = words;
    }

    /**
     * A page of what matches. Where nothing has all the words as they are spelt, they are taken for misspelt, and those
     * that stand for nothing are left out; the pages behind it keep to that.
     *
     * @param cursor of an earlier page of the same query, null for the first
     * @throws ProblemException 400 for any other cursor
     */
    public Found find(ListingQuery query, String cursor, int limit) {
        Cursor after = cursor == null ? null : Cursor.read(cursor, query);
        if (query.text() == null
                && query.filters().equals(ListingFilters.NONE)
                && query.facets().isEmpty()) {
            return jdbi.withHandle(handle -> find(handle, query, null, after, limit, false));
        }
        return jdbi.inTransaction(transaction -> {
            listings.prepare(transaction);
            boolean alike = after != null && after.alike();
            Meaning meaning = query.text() == null ? null : words.meaning(transaction, query.text(), alike);
            Found found = find(transaction, query, meaning, after, limit, alike);
            if (found.productIds().isEmpty() && after == null && meaning != null) {
                Meaning wider = words.meaning(transaction, query.text(), true);
                return wider.equals(meaning) ? found : find(transaction, query, wider, null, limit, true);
            }
            return found;
        });
    }

    private Found find(Handle handle, ListingQuery query, Meaning meaning, Cursor after, int limit, boolean alike) {
        List<Position> rows = listings.page(
                handle, meaning, query.filters(), query.order(), after == null ? null : after.position(), limit + 1);
        List<Position> page = rows.subList(0, Math.min(limit, rows.size()));
        Facets facets =
                query.facets().isEmpty() ? null : listings.facets(handle, meaning, query.filters(), query.facets());
        return new Found(
                page.stream().map(Position::productId).toList(),
                rows.size() > limit ? new Cursor(page.get(limit - 1), alike).write(query) : null,
                facets,
                meaning == null
                        ? null
                        : new Highlighter(meaning.words().stream()
                                .map(Word::forms)
                                .flatMap(java.util.Set::stream)
                                .collect(Collectors.toSet())));
    }
}
