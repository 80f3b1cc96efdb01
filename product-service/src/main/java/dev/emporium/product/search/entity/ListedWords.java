package dev.emporium.product.search.entity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The words of texts, as the database's {@code search_words_of} and {@code search_stem} have them, which alone say what a word
 * is: a catalogue says the same over and over, so what was answered once for a piece of text is remembered. Texts are cut where
 * {@code search_text} has a blank whatever stands around it, and their words are those of the pieces. Thread safe.
 */
final class ListedWords {
    private static final String CUTS = " \t\n\r\f].,:;/\\@_+~&=<>()[{}|\"#%*^$-";
    private static final boolean[] CUT = cuts();
    private static final int REMEMBERED = 20_000;
    /** Longer ones, in characters, are hardly words, and seldom come again. */
    private static final int LONGEST = 40;

    private final Cache<String, List<Word>> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** @param stem null for a word that tells nothing */
    record Word(String word, String stem) {}

    private static boolean[] cuts() {
        boolean[] cuts = new boolean[128];
        CUTS.chars().forEach(character -> cuts[character] = true);
        return cuts;
    }

    /** Tells the pieces of a text, which may be null. */
    static void cut(String text, Consumer<String> pieces) {
        if (text == null) {
            return;
        }
        int start = 0;
        for (int end = 0; end <= text.length(); end++) {
            if (end == text.length() || text.charAt(end) < 128 && CUT[text.charAt(end)]) {
                if (end > start) {
                    pieces.accept(text.substring(start, end));
                }
                start = end + 1;
            }
        }
    }

    /** The words of each of these pieces; one statement, if there is a piece that nobody has asked for lately. */
    Map<String, List<Word>> of(Handle handle, Set<String> pieces) {
        Map<String, List<Word>> known = new HashMap<>(remembered.getAllPresent(pieces));
        List<String> unknown =
                pieces.stream().filter(piece -> !known.containsKey(piece)).toList();
        if (!unknown.isEmpty()) {
            Map<String, List<Word>> answered = ask(handle, unknown);
            known.putAll(answered);
            remembered.putAll(answered.entrySet().stream()
                    .filter(piece -> piece.getKey().length() <= LONGEST)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        }
        return known;
    }

    private static Map<String, List<Word>> ask(Handle handle, Collection<String> pieces) {
        Map<String, List<Word>> words = new HashMap<>();
        pieces.forEach(piece -> words.put(piece, new ArrayList<>()));
        handle.createQuery(
                        """
                        select piece, word, search_stem(word) as stem
                        from unnest(:pieces) as piece, unnest(search_words_of(piece)) as word
                        """)
                .bind("pieces", pieces.toArray(String[]::new))
                .map((row, context) ->
                        words.get(row.getString("piece")).add(new Word(row.getString("word"), row.getString("stem"))))
                .list();
        return words;
    }
}
