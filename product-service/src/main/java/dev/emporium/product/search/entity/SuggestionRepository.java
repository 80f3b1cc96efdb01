package dev.emporium.product.search.entity;

import dev.emporium.product.search.entity.Meaning.Word;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Reads what a text that is being typed may become. Every method is one statement, and reads a few rows; thread safe. */
public final class SuggestionRepository {
    /** What the text is the beginning of. */
    public record Beginnings(List<UUID> products, List<String> categories, List<String> brands) {}

    private record Row(String kind, String label, UUID productId) {}

    /** Products by their names, categories and brands by any of their words; those only that some product on sale has. */
    public Beginnings beginnings(Handle handle, String text, int products, int labels) {
        List<Row> rows = handle.createQuery(
                        labels("brand", "(select true from listings where brand = label limit 1)")
                                + " union all "
                                + labels(
                                        "category",
                                        """
                                        (select true from listings where category collate "C" = label limit 1),
                                        (select true from listings where category collate "C" > label || '/'
                                            and category collate "C" < label || '0' limit 1)
                                        """)
                                + """
                                union all (
                                    select 'product', cast(null as text), product_id from listings
                                    where name_key >= search_key(:text) and name_key < search_key(:text) || chr(1114111)
                                    order by name_key, product_id limit :products
                                )
                                """)
                .bind("text", text)
                .bind("products", products)
                .bind("labels", labels)
                .map((row, context) ->
                        new Row(row.getString("kind"), row.getString("label"), row.getObject("product_id", UUID.class)))
                .list();
        return new Beginnings(
                rows.stream()
                        .filter(row -> row.kind().equals("product"))
                        .map(Row::productId)
                        .toList(),
                labels(rows, "category"),
                labels(rows, "brand"));
    }

    /** @param present what is true, and else null, where a listing has the label: a step down an index, and no join */
    private static String labels(String kind, String present) {
        return """
               (
                   select 'KIND' as kind, label, cast(null as uuid) as product_id from (
                       select distinct label from search_labels
                       where kind = 'KIND' and START <> '' and start >= START and start < START || chr(1114111)
                       order by label limit 20
                   ) as known where coalesce(PRESENT) order by label limit :labels
               )
               """
                .replace("KIND", kind)
                .replace("PRESENT", present)
                .replace("START", "btrim(regexp_replace(search_key(:text), '[^[:alnum:]]+', ' ', 'g'))");
    }

    private static List<String> labels(List<Row> rows, String kind) {
        return rows.stream()
                .filter(row -> row.kind().equals(kind))
                .map(Row::label)
                .toList();
    }

    private record Typed(String word, String stem, String form, String formStem) {}

    /** What the text asks for if its last word may go on. @param last what is behind its last blank */
    public Meaning meaning(Handle handle, String text, String last) {
        Map<String, List<Typed>> byWord = handle
                .createQuery(
                        """
                        with typed as (
                            select word, search_stem(word) as stem, word = any(search_words_of(:last)) as goes_on
                            from unnest(search_words_of(:text)) as said (word)
                        )
                        select typed.word, typed.stem, meant.form, meant.form_stem from typed left join lateral (
                            (select word as form, stem as form_stem from search_words k
                            where not typed.goes_on and k.stem = typed.stem order by k.word limit 20)
                            union all
                            (select word, stem from search_words k
                            where typed.goes_on and k.word >= typed.word and k.word < typed.word || chr(1114111)
                            order by k.word limit 8)
                        ) as meant on true where typed.stem is not null or meant.form is not null
                        """)
                .bind("text", text)
                .bind("last", last)
                .map((row, context) -> new Typed(
                        row.getString("word"),
                        row.getString("stem"),
                        row.getString("form"),
                        row.getString("form_stem")))
                .stream()
                .collect(Collectors.groupingBy(Typed::word, TreeMap::new, Collectors.toList()));
        return new Meaning(
                "", byWord.values().stream().map(SuggestionRepository::word).toList());
    }

    private static Word word(List<Typed> rows) {
        Set<String> stems = new HashSet<>();
        rows.forEach(row -> {
            stems.add(row.stem() == null ? row.formStem() : row.stem());
            if (row.form() != null) {
                stems.add(row.formStem());
            }
        });
        return new Word(stems, Set.of());
    }
}
