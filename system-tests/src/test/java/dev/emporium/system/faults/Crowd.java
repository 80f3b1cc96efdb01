package dev.emporium.system.faults;

import dev.emporium.system.Http.Answer;
import dev.emporium.system.Shop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Everybody who shops or works in the shop during a round: so many at once, each thing begun when its time has come. */
final class Crowd implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final int SECONDS = 120;

    private final Round.Scene scene;
    private final Patience patience;
    private final Sightings sightings;
    private final Books books;
    private final ExecutorService people = Executors.newFixedThreadPool(AT_ONCE);
    private final List<Future<?>> underWay = new ArrayList<>();

    Crowd(Round.Scene scene, Patience patience, Sightings sightings, Books books) {
        this.scene = scene;
        this.patience = patience;
        this.sightings = sightings;
        this.books = books;
    }

    private record Task(int at, String what, Callable<Void> work) {}

    void begin(Plan plan) {
        PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingInt(Task::at));
        plan.purchases()
                .forEach(purchase -> tasks.add(new Task(purchase.at(), purchase.toString(), () -> {
                    new Shopper(scene, patience, sightings, purchase).shop();
                    return null;
                })));
        plan.adjustments()
                .forEach(adjustment -> tasks.add(new Task(adjustment.at(), adjustment.toString(), () -> {
                    adjust(adjustment);
                    return null;
                })));
        long start = System.nanoTime();
        while (!tasks.isEmpty()) {
            Task task = tasks.poll();
            underWay.add(people.submit(() -> perform(task, start)));
        }
    }

    private void perform(Task task, long start) {
        try {
            TimeUnit.NANOSECONDS.sleep(start + task.at() * 1_000_000L - System.nanoTime());
            task.work().call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | Error e) {
            sightings.find(task.what() + " ended in " + e);
        }
    }

    private void adjust(Adjustment adjustment) throws Exception {
        String path = "/products/" + scene.products().get(adjustment.product()) + "/stock/adjustments";
        String key = Shop.key();
        Map<String, Object> wish = Map.of("delta", adjustment.delta(), "reason", "counted");
        Answer answer = patience.definite(() -> scene.staff().post(path, wish, "Idempotency-Key", key));
        if (answer.status() < 300) {
            books.received(adjustment.product(), adjustment.delta());
        } else if (answer.status() != 409) {
            sightings.find(adjustment + " was refused: " + answer);
        }
    }

    /** Waits for everybody. */
    void end() throws Exception {
        for (Future<?> person : underWay) {
            person.get(SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        people.shutdownNow();
    }
}
