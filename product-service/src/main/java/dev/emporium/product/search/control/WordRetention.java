package dev.emporium.product.search.control;

import dev.emporium.product.search.entity.FoundListings;
import dev.emporium.product.search.entity.UnusedWordRepository;
import dev.emporium.product.search.entity.UnusedWordRepository.Label;
import dev.emporium.product.search.entity.UnusedWordRepository.Word;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;

/**
 * Forgets words, brands and categories that no listing has any more, which would be taken for what people mean. In small steps,
 * each of which holds up for a moment who enters new ones, if it finds any; safe to run on every replica at once.
 */
public final class WordRetention implements Runnable {
    private static final int STEP = 500;
    private static final Label FIRST = new Label("", "", "");

    private final Jdbi jdbi;
    private final UnusedWordRepository words;
    private final FoundListings listings;

    public WordRetention(Jdbi jdbi, UnusedWordRepository words, FoundListings listings) {
        this.jdbi = jdbi;
        this.words = words;
        this.listings = listings;
    }

    @Override
    public void run() {
        words();
        labels();
    }

    private void words() {
        Set<String> entered = null;
        List<Word> step = jdbi.withHandle(handle -> words.words(handle, "", STEP));
        while (!step.isEmpty()) {
            List<Word> looked = step;
            List<String> unused = prepared(transaction -> words.unused(transaction, looked));
            if (!unused.isEmpty()) {
                // once, and only if it has to be
                entered = entered == null ? jdbi.withHandle(words::entered) : entered;
                unused.removeAll(entered);
            }
            if (!unused.isEmpty()) {
                held(transaction -> words.removeWords(transaction, unused));
            }
            String last = looked.get(looked.size() - 1).word();
            step = jdbi.withHandle(handle -> words.words(handle, last, STEP));
        }
    }

    private void labels() {
        List<Label> step = jdbi.withHandle(handle -> words.labels(handle, FIRST, STEP));
        while (!step.isEmpty()) {
            List<Label> looked = step;
            List<Label> unused = prepared(transaction -> words.unusedLabels(transaction, looked));
            if (!unused.isEmpty()) {
                held(transaction -> words.removeLabels(transaction, unused));
            }
            Label last = looked.get(looked.size() - 1);
            step = jdbi.withHandle(handle -> words.labels(handle, last, STEP));
        }
    }

    private <T> T prepared(HandleCallback<T, RuntimeException> work) {
        return jdbi.inTransaction(transaction -> {
            listings.prepare(transaction);
            return work.withHandle(transaction);
        });
    }

    private void held(Consumer<Handle> removal) {
        prepared(transaction -> {
            words.hold(transaction);
            removal.accept(transaction);
            return null;
        });
    }
}
