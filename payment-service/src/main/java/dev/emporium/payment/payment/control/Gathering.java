package dev.emporium.payment.payment.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Does at once what several threads come for meanwhile: who has their turn does it for all who wait, so that nobody waits
 * for others to come. Where that fails it is done for each alone, so that none shares another's fate. Thread safe.
 */
final class Gathering<T> {
    private final Function<List<T>, Set<T>> work;
    private final Lock turn = new ReentrantLock(true);
    private final Queue<Place<T>> waiting = new ConcurrentLinkedQueue<>();

    private static final class Place<T> {
        private final T item;
        private boolean over;
        private boolean done;
        private RuntimeException failure;

        Place(T item) {
            this.item = item;
        }
    }

    /** @param work returns those of the items that it was done for */
    Gathering(Function<List<T>, Set<T>> work) {
        this.work = work;
    }

    /** Returns whether it was done for the item; throws what it fails with for that. */
    boolean join(T item) {
        Place<T> mine = new Place<>(item);
        waiting.add(mine);
        turn.lock();
        try {
            if (!mine.over) {
                workFor(all());
            }
        } finally {
            turn.unlock();
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
        return mine.done;
    }

    /** How many wait for their turn. */
    int waiting() {
        return waiting.size();
    }

    private List<Place<T>> all() {
        List<Place<T>> all = new ArrayList<>();
        for (Place<T> next = waiting.poll(); next != null; next = waiting.poll()) {
            all.add(next);
        }
        return all;
    }

    private void workFor(List<Place<T>> places) {
        try {
            Set<T> done = work.apply(places.stream().map(place -> place.item).toList());
            places.forEach(place -> place.done = done.contains(place.item));
        } catch (RuntimeException e) {
            if (places.size() > 1) {
                places.forEach(place -> workFor(List.of(place)));
            } else {
                places.get(0).failure = e;
            }
        }
        places.forEach(place -> place.over = true);
    }
}
