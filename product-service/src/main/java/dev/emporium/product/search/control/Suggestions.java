package dev.emporium.product.search.control;

import dev.emporium.product.search.entity.FoundListings;
import dev.emporium.product.search.entity.Meaning;
import dev.emporium.product.search.entity.Position;
import dev.emporium.product.search.entity.SuggestionRepository;
import dev.emporium.product.search.entity.SuggestionRepository.Beginnings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What people may be about to type. Thread safe. */
public final class Suggestions {
    /** So many products are looked at, since variants of one thing are one suggestion. */
    private static final int PRODUCTS = 20;

    private final SuggestionRepository suggestions;
    private final FoundListings listings;

    public Suggestions(SuggestionRepository suggestions, FoundListings listings) {
        this.suggestions = suggestions;
        this.listings = listings;
    }

    /**
     * Products whose names begin with the text, then such as have its words, of which the last may go on; and categories
     * and brands that have a word from which on they are the text.
     *
     * @return up to {@value #PRODUCTS} products, and as many as asked for of the others
     */
    public Beginnings of(Reads reads, String text, int most) {
        return reads.in(transaction -> {
            listings.prepare(transaction);
            Beginnings named = suggestions.beginnings(transaction, text, PRODUCTS, most);
            if (named.products().size() == PRODUCTS) {
                return named;
            }
            Meaning meaning = suggestions.meaning(transaction, text, text.substring(text.lastIndexOf(' ') + 1));
            if (meaning.words().isEmpty()) {
                return named;
            }
            List<Position> found = listings.suggested(transaction, meaning, PRODUCTS);
            Set<UUID> products = new LinkedHashSet<>(named.products());
            found.forEach(position -> products.add(position.productId()));
            return new Beginnings(List.copyOf(products), named.categories(), named.brands());
        });
    }
}
