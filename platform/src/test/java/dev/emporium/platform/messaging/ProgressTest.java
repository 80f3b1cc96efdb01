package dev.emporium.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final TopicPartition PARTITION = new TopicPartition("order.events", 1);
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private long seconds;
    private final Progress progress = new Progress(metrics, () -> TimeUnit.SECONDS.toNanos(seconds));

    private boolean noteAt(long second, long place, long behind) {
        seconds = second;
        return progress.note(PARTITION, place, behind, 0);
    }

    @Test
    void saysOnceThatAPartitionHasMadeNoProgressForAMinute() {
        assertThat(noteAt(0, 7, 3)).isFalse();
        assertThat(noteAt(59, 7, 4)).isFalse();
        assertThat(noteAt(60, 7, 5)).isTrue();
        assertThat(noteAt(61, 7, 5)).isFalse();
        assertThat(value("message_consumer_stalled_seconds")).isEqualTo(61);
        assertThat(value("message_consumer_lag")).isEqualTo(5);

        assertThat(noteAt(62, 8, 4)).as("it goes on").isFalse();
        assertThat(value("message_consumer_stalled_seconds")).isZero();
        assertThat(noteAt(122, 8, 4)).as("and stops again").isTrue();
    }

    @Test
    void hasNothingToSayWhenThereIsNothingToDo() {
        assertThat(noteAt(0, 7, 0)).isFalse();
        assertThat(noteAt(3600, 7, 0)).isFalse();
        assertThat(value("message_consumer_stalled_seconds")).isZero();
        assertThat(noteAt(3601, 7, 1)).as("one has just come").isFalse();
    }

    @Test
    void forgetsAPartitionThatIsAnotherReplicas() {
        noteAt(0, 7, 3);
        progress.forget(PARTITION);
        assertThat(snapshot("message_consumer_lag").getDataPoints()).isEmpty();
    }

    private double value(String name) {
        return snapshot(name).getDataPoints().get(0).getValue();
    }

    private GaugeSnapshot snapshot(String name) {
        return metrics.scrape(name::equals).stream()
                .map(GaugeSnapshot.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
