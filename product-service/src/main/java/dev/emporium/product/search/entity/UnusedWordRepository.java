package dev.emporium.product.search.entity;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Words, brands and categories that no listing has any more. Every method is one statement in the handle's transaction, for
 * which {@link FoundListings#prepare} must have been called where listings are looked for; thread safe.
 *
 * <p>Who lists a product enters those of its words that are not there. So they are deleted by whoever has {@link #hold held} off
 * all who enter some, and looks once more then.
 */
public final class UnusedWordRepository {
    private static final String UNUSED =
            """
            not exists (select from listings where terms && array['t:' || stem, 'k:' || stem, 'd:' || stem])
            """;

    /** An index of each; of a category one step for itself, and one for what is below it. */
    private static final String UNUSED_LABEL =
            """
            (kind = 'category' or not exists (select from listings where brand = label))
            and (kind = 'brand' or not exists (select from listings where category collate "C" = label)
                and not exists (select from listings
                    where category collate "C" > label || '/' and category collate "C" < label || '0'))
            """;

    /** @param kind brand or category */
    public record Label(String kind, String start, String label) {}

    /** A word with its stem. */
    public record Word(String word, String stem) {}

    /** In their order. */
    public List<Word> words(Handle handle, String after, int most) {
        return handle.createQuery(
                        "select word, stem from search_words where word > :after order by word collate \"C\" limit :most")
                .bind("after", after)
                .bind("most", most)
                .map((row, context) -> new Word(row.getString("word"), row.getString("stem")))
                .list();
    }

    /** Those of the words by which nothing is found. */
    public List<String> unused(Handle transaction, Collection<Word> words) {
        return transaction
                .createQuery(
                        "select word from unnest(cast(:words as text[]), cast(:stems as text[])) as given (word, stem) where "
                                + UNUSED)
                .bind("words", words.stream().map(Word::word).toArray(String[]::new))
                .bind("stems", words.stream().map(Word::stem).toArray(String[]::new))
                .mapTo(String.class)
                .list();
    }

    /** Of the names of attributes, and what else is entered although nothing is found by it. Reads all listings. */
    public Set<String> entered(Handle handle) {
        return handle.createQuery(
                        """
                        select word from (select distinct key from listings, jsonb_object_keys(attributes) as key) as keys,
                            unnest(search_words_of(key || ' true')) as word
                        """)
                .mapTo(String.class)
                .set();
    }

    /** Until the end of the transaction nobody enters words, brands or categories; who has entered some is waited for. */
    public void hold(Handle transaction) {
        transaction.execute("lock table search_words, search_labels in share row exclusive mode");
    }

    public void removeWords(Handle transaction, Collection<String> words) {
        transaction
                .createUpdate("delete from search_words where word = any(cast(:words as text[])) and " + UNUSED)
                .bind("words", words.toArray(String[]::new))
                .execute();
    }

    /** In the order of their kinds and of how they begin. */
    public List<Label> labels(Handle handle, Label after, int most) {
        return handle.createQuery(
                        """
                        select kind, start, label from search_labels
                        where (kind, start, label) > (:kind, :start, :label) order by kind, start, label limit :most
                        """)
                .bind("kind", after.kind())
                .bind("start", after.start())
                .bind("label", after.label())
                .bind("most", most)
                .map((row, context) -> new Label(row.getString("kind"), row.getString("start"), row.getString("label")))
                .list();
    }

    /** Those of the labels that nothing has. */
    public List<Label> unusedLabels(Handle transaction, Collection<Label> labels) {
        return bind(
                        transaction.createQuery(
                                "select kind, start, label from unnest(cast(:kinds as text[]), cast(:starts as text[]), cast(:labels as text[])) as given (kind, start, label) where "
                                        + UNUSED_LABEL),
                        labels)
                .map((row, context) -> new Label(row.getString("kind"), row.getString("start"), row.getString("label")))
                .list();
    }

    public void removeLabels(Handle transaction, Collection<Label> labels) {
        bind(
                        transaction.createUpdate(
                                """
                                delete from search_labels where (kind, start, label) in (
                                    select kind, start, label from unnest(cast(:kinds as text[]), cast(:starts as text[]), cast(:labels as text[])) as given (kind, start, label)
                                ) and\s"""
                                        + UNUSED_LABEL),
                        labels)
                .execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Collection<Label> labels) {
        return statement
                .bind("kinds", labels.stream().map(Label::kind).toArray(String[]::new))
                .bind("starts", labels.stream().map(Label::start).toArray(String[]::new))
                .bind("labels", labels.stream().map(Label::label).toArray(String[]::new));
    }
}
