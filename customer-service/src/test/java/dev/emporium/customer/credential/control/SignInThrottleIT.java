package dev.emporium.customer.credential.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.customer.audit.control.Pseudonyms;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.credential.entity.Email;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.testing.TestDatabase;
import io.dropwizard.util.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A clock that was wrong, of this process or of another one, makes nobody wait for as long as it was. */
class SignInThrottleIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Origin SHOP = new Origin("203.0.113.7");
    private static final Email EMAIL = new Email("ada@emporium.example");

    private Instant now = NOW;
    private final SignInThrottle throttle = new SignInThrottle(
            TestDatabase.create().jdbi(),
            ((InstantSource) () -> now).withZone(ZoneOffset.UTC),
            new Pseudonyms(new byte[32]),
            new ThrottleConfiguration(2, 2, 2, Duration.minutes(1)));

    private void ahead() {
        now = NOW.plusSeconds(7200);
    }

    private static void refused(Runnable attempt) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(ProblemException.class, refusal -> assertThat(refusal.status())
                        .isEqualTo(429));
    }

    @Test
    void hashesAreCountedAnewWhenTheClockIsRightAgain() {
        ahead();
        throttle.countHash(SHOP);
        now = NOW;
        throttle.countHash(SHOP);
        throttle.countHash(SHOP);
        refused(() -> throttle.countHash(SHOP));
        now = NOW.plusSeconds(61);
        assertThatCode(() -> throttle.countHash(SHOP)).doesNotThrowAnyException();
    }

    @Test
    void aWaitThatIsLongerThanAnyIsOver() {
        ahead();
        throttle.begin(EMAIL, null, SHOP).failed();
        throttle.begin(EMAIL, null, SHOP).failed();
        refused(() -> throttle.begin(EMAIL, null, SHOP));
        now = NOW;
        throttle.refuse(EMAIL, null, SHOP);
        throttle.begin(EMAIL, null, SHOP).failed();
        refused(() -> throttle.refuse(EMAIL, null, SHOP));
        refused(() -> throttle.begin(EMAIL, null, SHOP));
        refused(() -> throttle.begin(SHOP));
        now = NOW.plusSeconds(16 * 60);
        throttle.begin(EMAIL, null, SHOP).succeeded();
    }

    /** Replicas whose clocks differ by seconds count as one. */
    @Test
    void aClockThatIsALittleAheadOpensNoDoor() {
        now = NOW.plusSeconds(5);
        throttle.countHash(SHOP);
        throttle.begin(EMAIL, null, SHOP).failed();
        throttle.begin(EMAIL, null, SHOP).failed();
        now = NOW;
        throttle.countHash(SHOP);
        refused(() -> throttle.countHash(SHOP));
        refused(() -> throttle.refuse(EMAIL, null, SHOP));
    }
}
