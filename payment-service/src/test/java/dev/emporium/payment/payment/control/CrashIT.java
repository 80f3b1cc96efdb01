package dev.emporium.payment.payment.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.payment.provider.entity.Finding;
import dev.emporium.payment.provider.entity.ProviderCall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that dies at each point of each step, and another one that comes after it. */
class CrashIT {
    private static final Duration LEASE = Rig.TIMEOUT.multipliedBy(3).plusSeconds(4);
    private static Rig rig;

    private final UUID orderId = UUID.randomUUID();

    @BeforeAll
    static void start(@TempDir Path folder) {
        rig = new Rig(folder);
    }

    @BeforeEach
    void nothingIsDue() {
        rig.forget();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    /** Where the process dies. */
    enum Point {
        COMMAND_NOTED {
            @Override
            void die() {
                // nobody has taken the call up
            }
        },
        CALL_TAKEN_UP {
            @Override
            void die() {
                assertThat(rig.work.take(10)).hasSize(1);
                assertThat(rig.work.take(10)).as("it is somebody's").isEmpty();
            }
        },
        CALL_MADE {
            @Override
            void die() {
                rig.work.take(10).forEach(rig.work::ask);
            }
        },
        ANSWER_NOT_COMMITTED {
            @Override
            void die() {
                rig.database.jdbi().useHandle(handle -> handle.execute("alter table outbox rename to gone"));
                rig.work.take(10).forEach(call -> {
                    Finding found = rig.work.ask(call);
                    assertThatThrownBy(() -> rig.settlement.settle(call, found)).isNotNull();
                });
                rig.database.jdbi().useHandle(handle -> handle.execute("alter table gone rename to outbox"));
            }
        },
        ANSWER_NOTED {
            @Override
            void die() {
                List<ProviderCall> calls = rig.work.take(10);
                calls.forEach(call -> rig.settlement.settle(call, rig.work.ask(call)));
                // and once more by somebody who was asleep for longer than the lease
                calls.forEach(call -> rig.settlement.settle(call, rig.work.ask(call)));
            }
        };

        abstract void die();
    }

    private record Step(
            String name,
            String before,
            String wanted,
            String status,
            String farSide,
            List<String> events,
            List<String> ledger) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Step> STEPS = List.of(
            new Step(
                    "authorise",
                    "",
                    "authorise",
                    "authorised",
                    "1 charge, 1999 held, 0 captured, 0 refunded",
                    List.of("payment.authorised"),
                    List.of("authorised 1999")),
            new Step(
                    "capture",
                    "authorise",
                    "capture",
                    "captured",
                    "1 charge, 0 held, 1999 captured, 0 refunded",
                    List.of("payment.authorised", "payment.captured"),
                    List.of("authorised 1999", "released 1999", "captured 1999")),
            new Step(
                    "void",
                    "authorise",
                    "void",
                    "voided",
                    "1 charge, 0 held, 0 captured, 0 refunded",
                    List.of("payment.authorised", "payment.voided"),
                    List.of("authorised 1999", "released 1999")),
            new Step(
                    "refund",
                    "authorise capture",
                    "refund",
                    "captured",
                    "1 charge, 0 held, 1999 captured, 500 refunded",
                    List.of("payment.authorised", "payment.captured", "payment.refunded"),
                    List.of("authorised 1999", "released 1999", "captured 1999", "refunded 500")),
            new Step(
                    "void of what is taken",
                    "authorise capture",
                    "void",
                    "refunded",
                    "1 charge, 0 held, 1999 captured, 1999 refunded",
                    List.of("payment.authorised", "payment.captured", "payment.refunded", "payment.voided"),
                    List.of("authorised 1999", "released 1999", "captured 1999", "refunded 1999")));

    static Stream<Arguments> everyPointOfEveryStep() {
        return STEPS.stream().flatMap(step -> Stream.of(Point.values()).map(point -> Arguments.of(step, point)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everyPointOfEveryStep")
    void whoComesAfterGoesOnAndNothingIsDoneTwice(Step step, Point point) {
        for (String earlier : step.before().split(" ")) {
            command(earlier);
            rig.work();
        }
        command(step.wanted());

        point.die();
        rig.clock.passes(LEASE);
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo(step.status());
        assertThat(rig.farSide(orderId)).isEqualTo(step.farSide());
        assertThat(rig.events(orderId)).isEqualTo(step.events());
        assertThat(rig.ledger(orderId)).isEqualTo(step.ledger());
    }

    private void command(String name) {
        switch (name) {
            case "authorise" -> rig.authorise(orderId, "tok_ok");
            case "capture" -> rig.capture(orderId);
            case "void" -> rig.letGo(orderId);
            case "refund" -> rig.refund(orderId, UUID.randomUUID(), 500);
            default -> {
                // nothing goes before
            }
        }
    }
}
