package dev.emporium.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunsTest {
    private record Item(int partition, String type, String subject) {}

    private static Item item(int partition, String type, String subject) {
        return new Item(partition, type, subject);
    }

    private static List<List<String>> runs(Item... items) {
        return Runs.of(List.of(items), Item::type, Item::partition).stream()
                .map(run ->
                        run.stream().map(item -> item.type + " " + item.subject).toList())
                .toList();
    }

    @Test
    void triesNoLaterReserveBeforeAnEarlierReleaseOfAnotherOrder() {
        assertThat(runs(item(0, "reserve", "a"), item(0, "release", "b"), item(0, "reserve", "c")))
                .containsExactly(List.of("reserve a"), List.of("release b"), List.of("reserve c"));
    }

    @Test
    void takesTogetherWhatFollowsItself() {
        assertThat(runs(item(0, "reserve", "a"), item(0, "reserve", "b"), item(0, "commit", "a")))
                .containsExactly(List.of("reserve a", "reserve b"), List.of("commit a"));
    }

    @Test
    void takesPartitionsTogetherWhichKnowNoOrderAmongThem() {
        assertThat(runs(
                        item(0, "reserve", "a"),
                        item(0, "commit", "a"),
                        item(1, "reserve", "b"),
                        item(1, "commit", "b"),
                        item(1, "reserve", "c")))
                .containsExactly(
                        List.of("reserve a", "reserve b"), List.of("commit a", "commit b"), List.of("reserve c"));
    }
}
