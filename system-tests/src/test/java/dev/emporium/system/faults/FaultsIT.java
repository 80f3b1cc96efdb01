package dev.emporium.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.emporium.system.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever dies, stands still or loses its way on a busy day: afterwards the books are right. Three rounds, which kill
 * each process at least once; {@code EMPORIUM_FAULTS=rounds:seed} for others, or {@code 0} for none. They have a
 * platform of their own, so they take place beside the tests of the one that all others share.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@DisabledIfEnvironmentVariable(
        named = "EMPORIUM_FAULTS",
        matches = "0",
        disabledReason = "EMPORIUM_FAULTS asks for no rounds: ./run_tests.sh --faults")
class FaultsIT {
    private static final String[] ROUNDS =
            System.getenv().getOrDefault("EMPORIUM_FAULTS", "3:1").split(":");

    private Arena arena;
    private boolean isRight = true;

    /** Another platform may start at the same time. */
    @BeforeAll
    @Timeout(300)
    void open() throws Exception {
        Platform.needMoreThanTheGateway();
        arena = new Arena();
    }

    @AfterAll
    void close() {
        if (arena != null) {
            arena.close();
        }
    }

    static LongStream seeds() {
        long first = ROUNDS.length > 1 ? Long.parseLong(ROUNDS[1]) : 1;
        return LongStream.range(first, first + Long.parseLong(ROUNDS[0]));
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theBooksAreRightAfterARound(long seed) throws Exception {
        assumeThat(isRight)
                .as("after a round that has left a fault nothing else can be told")
                .isTrue();
        isRight = false;
        Plan plan = arena.plan(seed);
        System.out.println("Round of seed " + seed + " begins: " + plan.faults());
        Round.Outcome outcome = new Round(arena, plan).run();
        isRight = outcome.findings().isEmpty();
        System.out.printf(
                Locale.ROOT,
                "Round of seed %d: %s after %.0f s, orders %s%n",
                seed,
                isRight ? "nothing" : outcome.findings().size() + " findings",
                outcome.seconds(),
                outcome.counts());
        keep(plan, outcome);
        assertThat(outcome.findings()).as("seed " + seed).isEmpty();
    }

    /** What is needed to look into it, beside the logs and the data of the platform. */
    private void keep(Plan plan, Round.Outcome outcome) throws IOException {
        Path file = Platform.target().resolve("faults-" + plan.seed() + ".txt");
        List<String> lines =
                new java.util.ArrayList<>(List.of("seed " + plan.seed(), outcome.counts(), "", "findings"));
        lines.addAll(outcome.findings());
        lines.addAll(List.of("", "faults"));
        lines.addAll(outcome.faults());
        lines.addAll(List.of("", "purchases"));
        plan.purchases().forEach(purchase -> lines.add(purchase.toString()));
        Files.write(file, lines);
    }
}
