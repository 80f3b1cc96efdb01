package dev.emporium.product.search.entity;

import dev.emporium.product.search.entity.Meaning.Word;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** All words of the listings. One statement for each question; thread safe. */
public final class SearchWordRepository {
    /** What a word may stand for: a row each, and one without a form for a word that stands for nothing. */
    private static final String MEANINGS =
            """
            with asked as (
                select word, stem, exists (select from search_words k where k.stem = said.stem) as known,
                    length(word) >= 5 and word !~ '[0-9]' as may_be_misspelt
                from (select word, search_stem(word) as stem from unnest(search_words_of(:text)) as said (word)) as said
                where stem is not null
            )
            select lower(:text collate pg_c_utf8) as sku, asked.word, asked.stem, meant.form, meant.form_stem, meant.alike
            from (select) as always left join asked on true left join lateral (
                (select k.word as form, k.stem as form_stem, false as alike
                from search_words k where k.stem = asked.stem order by k.word limit 20)
                union all
                (select k.word, k.stem, false from search_words k
                where (not asked.known or :alike and length(asked.word) > 2)
                    and k.word > asked.word and k.word < asked.word || chr(1114111)
                order by k.word limit 20)
                union all
                (select k.word, k.stem, true from search_words k
                where asked.may_be_misspelt and (:alike or not asked.known) and k.word % asked.word
                order by similarity(k.word, asked.word) desc, k.word limit 40)
            ) as meant on true
            """;

    private record Row(String sku, String word, String stem, String form, String formStem, boolean alike) {
        boolean counts() {
            return form != null && (!alike || Spelling.isAlike(word, form));
        }
    }

    /**
     * What a text asks for. A word that no listing has is taken for the beginning of others, or for others with a typing
     * error; {@link FoundListings#prepare} must have been called.
     *
     * @param alike whether words that listings have, or once had, may be misspelt or beginnings, too; then those that stand for
     *     nothing are left out, if there are others
     */
    public Meaning meaning(Handle transaction, String text, boolean alike) {
        List<Row> rows = transaction
                .createQuery(MEANINGS)
                .bind("text", text)
                .bind("alike", alike)
                .map((row, context) -> new Row(
                        row.getString("sku"),
                        row.getString("word"),
                        row.getString("stem"),
                        row.getString("form"),
                        row.getString("form_stem"),
                        row.getBoolean("alike")))
                .list();
        Map<String, List<Row>> byWord = rows.stream()
                .filter(row -> row.word() != null)
                .collect(Collectors.groupingBy(Row::word, TreeMap::new, Collectors.toList()));
        List<Word> words =
                byWord.values().stream().map(SearchWordRepository::word).toList();
        List<Word> known =
                words.stream().filter(word -> !word.forms().isEmpty()).toList();
        return new Meaning(rows.get(0).sku(), alike && !known.isEmpty() ? known : words);
    }

    private static Word word(List<Row> rows) {
        Set<String> stems = new HashSet<>(Set.of(rows.get(0).stem()));
        Set<String> forms = new HashSet<>();
        rows.stream().filter(Row::counts).forEach(row -> {
            stems.add(row.formStem());
            forms.add(row.form());
        });
        return new Word(stems, forms);
    }
}
