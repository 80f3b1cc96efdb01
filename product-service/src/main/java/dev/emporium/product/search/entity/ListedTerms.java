package dev.emporium.product.search.entity;

import dev.emporium.product.search.entity.ListedWords.Word;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * What the texts of some listings are found by: the same terms as the database's {@code listing_terms} makes of each, by a
 * statement or none for all of them.
 *
 * @param terms of each listing, those of its words and of its categories
 * @param nameWords of each listing, how many words its name has, but for numbers and single letters
 * @param words all of them that tell something, each with its stem
 */
record ListedTerms(Map<UUID, Set<String>> terms, Map<UUID, Long> nameWords, Map<String, String> words) {
    private static final Pattern COUNTS = Pattern.compile("[^0-9]{2}");

    /** The pieces of a listing's texts. @param entered what is no term, but may be misspelt */
    private record Texts(
            Listing listing,
            Set<String> name,
            Set<String> named,
            Set<String> told,
            Set<String> described,
            Set<String> entered) {

        static Texts of(Listing listing) {
            Texts texts = new Texts(
                    listing, new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
            ListedWords.cut(listing.name(), texts.name::add);
            texts.named.addAll(texts.name);
            // a T-shirt is looked for as a tshirt, too
            ListedWords.cut(listing.name().replace("-", ""), texts.named::add);
            ListedWords.cut(listing.category(), texts.told::add);
            ListedWords.cut(listing.brand(), texts.told::add);
            ListedWords.cut(listing.family(), texts.told::add);
            listing.attributes().forEach((key, value) -> {
                ListedWords.cut(
                        Boolean.TRUE.equals(value) || "true".equals(value) ? key : text(value), texts.told::add);
                ListedWords.cut(key, texts.entered::add);
                ListedWords.cut(text(value), texts.entered::add);
            });
            ListedWords.cut(listing.description(), texts.described::add);
            return texts;
        }

        private static String text(Object value) {
            return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
        }

        void pieces(Consumer<Set<String>> each) {
            each.accept(named);
            each.accept(told);
            each.accept(described);
            each.accept(entered);
        }
    }

    static ListedTerms of(Handle handle, ListedWords words, Collection<Listing> listings) {
        List<Texts> texts = listings.stream().map(Texts::of).toList();
        Set<String> pieces = new HashSet<>();
        texts.forEach(one -> one.pieces(pieces::addAll));
        Map<String, List<Word>> known = words.of(handle, pieces);
        ListedTerms made = new ListedTerms(new HashMap<>(), new HashMap<>(), new HashMap<>());
        known.values().forEach(of -> of.stream()
                .filter(word -> word.stem() != null)
                .forEach(word -> made.words.put(word.word(), word.stem())));
        texts.forEach(one -> made.add(one, known));
        return made;
    }

    private void add(Texts texts, Map<String, List<Word>> known) {
        Set<String> named = stems(texts.named, known);
        Set<String> told = stems(texts.told, known);
        Set<String> described = stems(texts.described, known);
        described.removeAll(named);
        described.removeAll(told);
        Set<String> made = new LinkedHashSet<>();
        named.forEach(stem -> made.add("t:" + stem));
        told.forEach(stem -> made.add("k:" + stem));
        described.forEach(stem -> made.add("d:" + stem));
        String category = texts.listing.category();
        for (int end = category == null ? -1 : category.length(); end > 0; end = category.lastIndexOf('/', end - 1)) {
            made.add("c:" + category.substring(0, end));
        }
        terms.put(texts.listing.productId(), made);
        nameWords.put(
                texts.listing.productId(),
                texts.name.stream()
                        .flatMap(piece -> known.get(piece).stream())
                        .map(Word::word)
                        .distinct()
                        .filter(word -> COUNTS.matcher(word).find())
                        .count());
    }

    private static Set<String> stems(Set<String> pieces, Map<String, List<Word>> known) {
        Set<String> stems = new HashSet<>();
        for (String piece : pieces) {
            for (Word word : known.get(piece)) {
                if (word.stem() != null) {
                    stems.add(word.stem());
                }
            }
        }
        return stems;
    }
}
