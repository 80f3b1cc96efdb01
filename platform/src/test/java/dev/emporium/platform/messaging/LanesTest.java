package dev.emporium.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LanesTest {
    @Test
    void ofManyThatAreDueEachHasItsTurn() {
        Lanes lanes = new Lanes();
        List<String> all = List.of("a", "b", "c");
        for (int failures = 0; failures < 2; failures++) {
            // the second pause is the limit already: they are due
            all.forEach(lane -> lanes.hold(lane, new IllegalStateException(), Duration.ZERO));
        }
        Set<Object> tried = new HashSet<>();
        for (int attempt = 0; attempt < all.size(); attempt++) {
            lanes.beginAttempt();
            List<Object> closed = lanes.closed(1);
            String open = all.stream()
                    .filter(lane -> !closed.contains(lane))
                    .findFirst()
                    .orElseThrow();
            tried.add(open);
            lanes.hold(open, new IllegalStateException(), Duration.ZERO);
        }
        assertThat(tried).containsExactlyInAnyOrderElementsOf(all);
    }
}
