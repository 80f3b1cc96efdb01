package dev.emporium.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.faults.Fault.Kill;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final List<String> PROCESSES =
            IntStream.range(0, 16).mapToObj(i -> "process-" + i).toList();
    private static final List<String> WIRES = List.of("KAFKA", "POSTGRES");

    @Test
    void theSameSeedMakesTheSamePlan() {
        assertThat(plan(7)).isEqualTo(plan(7));
        assertThat(plan(7).faults()).isNotEqualTo(plan(8).faults());
    }

    @Test
    void threeSeedsInARowKillEveryProcess() {
        for (long first = 0; first < 50; first++) {
            Set<String> killed = LongStream.range(first, first + 3)
                    .boxed()
                    .flatMap(seed -> plan(seed).faults().stream())
                    .filter(Kill.class::isInstance)
                    .flatMap(fault -> ((Kill) fault).victims().stream())
                    .collect(Collectors.toSet());
            assertThat(killed).containsExactlyInAnyOrderElementsOf(PROCESSES);
        }
    }

    private static Plan plan(long seed) {
        return Plan.of(seed, PROCESSES, WIRES);
    }
}
