package dev.emporium.payment.payment.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderRetentionIT {
    private final UUID orderId = UUID.randomUUID();

    @Test
    void whatWasAskedIsForgottenAfterNinetyDaysAndNothingIsAskedAnew(@TempDir Path folder) {
        try (Rig rig = new Rig(folder)) {
            rig.authorise(orderId, "tok_ok");
            rig.work();
            rig.capture(orderId);
            rig.work();
            rig.authorise(UUID.randomUUID(), "tok_ok");
            rig.database
                    .jdbi()
                    .useHandle(
                            handle -> handle.execute("insert into webhook_events values ('simulated', 'old', now())"));
            rig.clock.passes(Duration.ofDays(89));
            rig.retention.run();
            assertThat(count(rig, "provider_calls where settled_at is not null"))
                    .isEqualTo(2);
            assertThat(count(rig, "webhook_events")).isZero();

            rig.clock.passes(Duration.ofDays(2));
            rig.retention.run();
            assertThat(count(rig, "provider_calls where settled_at is not null"))
                    .isZero();
            assertThat(count(rig, "provider_calls")).as("open").isOne();
            rig.authorise(orderId, "tok_ok");
            rig.capture(orderId);
            rig.work();
            assertThat(rig.farSide(orderId)).isEqualTo("1 charge, 0 held, 1999 captured, 0 refunded");
        }
    }

    private static int count(Rig rig, String rows) {
        return rig.database.jdbi().withHandle(handle -> handle.createQuery("select count(*) from " + rows)
                .mapTo(Integer.class)
                .one());
    }
}
