package dev.emporium.notification.notification.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** However many wait, a few cost the same: also by a plan that was made and kept when none did. */
class QueuePlansIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Jdbi JDBI =
            Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    private final NotificationRepository notifications = new NotificationRepository(Json.mapper());

    @BeforeAll
    static void allIsSent() {
        JDBI.useHandle(handle -> {
            handle.execute(
                    """
                    insert into notifications (notification_id, kind, channel, cause_id, order_id, facts, status)
                    select uuidv7(), 'order_received', 'mail', uuidv7(), uuidv7(), '{}', 'sent'
                    from generate_series(1, 2000)
                    """);
            handle.execute("insert into order_summaries (order_id, summary) select order_id, '{}' from notifications");
            handle.execute("analyze");
        });
    }

    @Test
    void theNextAreTakenInTheirOrder() {
        assertThat(Plans.of(
                        JDBI,
                        handle -> notifications.take(
                                handle, Channel.MAIL, 10, UUID.randomUUID(), Duration.ofSeconds(30))))
                .contains("using notifications_due")
                .doesNotContain("notifications_queued_of_order");
    }

    @Test
    void thoseThatAreNotDueYetAreNotRead() {
        assertThat(Plans.of(
                        JDBI,
                        handle -> notifications.take(
                                handle, Channel.MAIL, 10, UUID.randomUUID(), Duration.ofSeconds(30))))
                .containsPattern("Index Cond: .*due_at <= ");
    }

    @Test
    void thoseOfAnOrderAreFoundByIt() {
        assertThat(Plans.of(JDBI, handle -> notifications.hurry(handle, List.of(UUID.randomUUID()))))
                .contains("using notifications_queued_of_order")
                .doesNotContain("notifications_due");
    }

    @Test
    void whatIsOldIsFoundByItsId() {
        assertThat(Plans.of(JDBI, handle -> notifications.purge(handle, new UUID(0, 0), 1_000)))
                .contains("using notifications_pkey");
    }
}
