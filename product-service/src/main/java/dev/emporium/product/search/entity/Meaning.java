package dev.emporium.product.search.entity;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What somebody looks for: products that have each of the words in one of its meanings, or this sku.
 *
 * @param sku the whole text, in small letters
 * @param words those that tell something; none when the text has none
 */
public record Meaning(String sku, List<Word> words) {
    public Meaning {
        words = List.copyOf(words);
    }

    /**
     * A word, as any of the listings' words that it may stand for.
     *
     * @param stems of these words
     * @param forms these words themselves, without accents and capitals
     */
    public record Word(Set<String> stems, Set<String> forms) {
        public Word {
            stems = Set.copyOf(stems);
            forms = Set.copyOf(forms);
        }

        public List<String> terms(String... kinds) {
            return stems.stream()
                    .flatMap(stem -> Stream.of(kinds).map(kind -> kind + stem))
                    .sorted()
                    .toList();
        }
    }

    /** The sku's term, as {@code listing_terms} makes it. */
    public String skuTerm() {
        return "u:" + sku;
    }
}
