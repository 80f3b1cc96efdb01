package dev.emporium.product.search.control;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.ibm.icu.text.Transliterator;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Marks words in texts, as HTML in which nothing of the text itself is HTML. Immutable. */
public final class Highlighter {
    /** A word as {@code search_words_of} has it: an apostrophe does not end it. Possessive, so that a long one takes no stack. */
    private static final Pattern WORD = Pattern.compile(
            "[\\p{L}\\p{M}\\p{N}\\u200C\\u200D]+(?:['’`´\\u00AD][\\p{L}\\p{M}\\p{N}\\u200C\\u200D]+)*+");

    private static final Pattern APOSTROPHE = Pattern.compile("['’`´\\u00AD]");
    private static final CharMatcher PLAINLY =
            CharMatcher.ascii().and(CharMatcher.noneOf("'`")).precomputed();
    /** Takes away more than the database does, from what is looked for too. */
    private static final Transliterator PLAIN = Transliterator.createFromRules(
            "plain", ":: NFD; [\\u0300-\\u036F] > ; :: NFC; :: Latin-ASCII; :: Lower; ς > σ;", Transliterator.FORWARD);

    /** Characters of a description that are shown, and of these before the first word that is marked. */
    private static final int EXCERPT = 200;

    private static final int BEFORE = 60;

    private final Set<String> words;

    /** @param words without accents and capitals */
    Highlighter(Set<String> words) {
        this.words = words.stream().map(Highlighter::plain).collect(Collectors.toUnmodifiableSet());
    }

    /** The whole text. */
    public String mark(String text) {
        return mark(text, matches(text), 0, text.length());
    }

    /** The part of a text where the first of the words stands; its beginning where none does. */
    public String excerpt(String text) {
        List<MatchResult> matches = matches(text);
        int start = matches.isEmpty() ? 0 : wordFrom(text, matches.get(0).start() - BEFORE);
        int end = wordTo(text, start + EXCERPT);
        return (start > 0 ? "…" : "") + mark(text, matches, start, end) + (end < text.length() ? "…" : "");
    }

    private List<MatchResult> matches(String text) {
        return WORD.matcher(text)
                .results()
                .filter(word -> words.contains(plain(word.group())))
                .toList();
    }

    private static String plain(String word) {
        // most words are, and the transliterator takes its time with each
        return PLAINLY.matchesAllOf(word)
                ? Ascii.toLowerCase(word)
                : PLAIN.transliterate(APOSTROPHE.matcher(word).replaceAll(""));
    }

    /** The beginning of the word behind this place, but for a text without blanks. */
    private static int wordFrom(String text, int place) {
        if (place <= 0) {
            return 0;
        }
        int blank = text.indexOf(' ', place);
        return blank < 0 || blank > place + BEFORE / 2 ? whole(text, place) : blank + 1;
    }

    private static int wordTo(String text, int place) {
        if (place >= text.length()) {
            return text.length();
        }
        int blank = text.lastIndexOf(' ', place);
        return blank < place - BEFORE / 2 ? whole(text, place) : blank;
    }

    /** Not between the halves of a character. */
    private static int whole(String text, int place) {
        return Character.isLowSurrogate(text.charAt(place)) ? place + 1 : place;
    }

    private static String mark(String text, List<MatchResult> matches, int start, int end) {
        StringBuilder html = new StringBuilder();
        int done = start;
        for (MatchResult match : matches) {
            if (match.start() >= start && match.end() <= end) {
                escape(text, done, match.start(), html);
                html.append("<mark>");
                escape(text, match.start(), match.end(), html);
                html.append("</mark>");
                done = match.end();
            }
        }
        escape(text, done, end, html);
        return html.toString();
    }

    private static void escape(String text, int start, int end, StringBuilder html) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
    }
}
