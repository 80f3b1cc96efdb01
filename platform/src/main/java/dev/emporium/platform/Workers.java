package dev.emporium.platform;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The workers of a service, and whether they still live. Thread safe. */
public final class Workers {
    private final List<Background> workers = new CopyOnWriteArrayList<>();

    public Workers(PrometheusRegistry metrics) {
        GaugeWithCallback.builder()
                .name("worker_alive")
                .help("1 while the thread lives, 0 when it ended though nobody asked it to")
                .labelNames("worker")
                .callback(callback -> workers.stream()
                        .map(Background::worker)
                        .forEach(worker -> callback.call(worker.isDead() ? 0 : 1, worker.name())))
                .register(metrics);
    }

    public void add(Background component) {
        workers.add(component);
    }

    public boolean areAlive() {
        return workers.stream().map(Background::worker).noneMatch(Worker::isDead);
    }

    public boolean haveWhatTheyNeed() {
        return workers.stream().allMatch(Background::hasWhatItNeeds);
    }
}
