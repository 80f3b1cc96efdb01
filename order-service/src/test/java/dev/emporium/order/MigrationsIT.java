package dev.emporium.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.InterruptedMigrations;
import org.junit.jupiter.api.Test;

class MigrationsIT {
    @Test
    void runAgainWhereverTheyWereKilled() throws Exception {
        try (InterruptedMigrations migrations = new InterruptedMigrations("migrations/")) {
            assertThat(migrations.disturbed()).isEqualTo(InterruptedMigrations.undisturbed());
        }
    }
}
