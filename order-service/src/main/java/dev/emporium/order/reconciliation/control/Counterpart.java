package dev.emporium.order.reconciliation.control;

import dev.emporium.order.reconciliation.entity.Entry;
import dev.emporium.order.reconciliation.entity.Facts;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Another service's books.
 *
 * @param check what a difference from them is told as
 * @param rule tells both sides when they contradict each other, else null; each may be null
 */
public record Counterpart<E extends Entry>(
        String service, String check, Pages<E> pages, BiFunction<Facts, E, String> rule) {

    /** Reads them in pages, by the orders' ids. */
    @FunctionalInterface
    public interface Pages<E> {
        /**
         * @param cursor where the page begins, or null for the beginning
         * @throws dev.emporium.platform.client.RemoteServiceException when there is no answer
         */
        Part<E> read(String cursor, int limit);
    }

    /** A page. @param next the cursor of the one that follows, null on the last */
    public interface Part<E> {
        List<E> items();

        String next();
    }
}
