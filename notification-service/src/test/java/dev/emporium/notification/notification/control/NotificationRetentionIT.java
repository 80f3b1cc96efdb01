package dev.emporium.notification.notification.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.notification.notification.entity.Channel;
import dev.emporium.notification.notification.entity.Due;
import dev.emporium.notification.notification.entity.Facts;
import dev.emporium.notification.notification.entity.Kind;
import dev.emporium.notification.notification.entity.NotificationRepository;
import dev.emporium.notification.notification.entity.NotificationRepository.Added;
import dev.emporium.notification.notification.entity.OrderSummaryRepository;
import dev.emporium.platform.Json;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.Test;

/** What was told is kept in short, and not for ever. */
class NotificationRetentionIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Jdbi JDBI =
            Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());
    private static final Instant NOW = Instant.parse("2026-11-27T00:00:00Z");

    private final NotificationRepository notifications = new NotificationRepository(Json.mapper());

    private static UUID before(int days) {
        return Uuid7.floor(NOW.minus(Duration.ofDays(days)));
    }

    @Test
    void whatWasToldIsForgottenAfterNinetyDaysAndWhatWasOrderedAfterFourHundred() {
        JDBI.useHandle(handle -> {
            for (int days : List.of(91, 89, 401, 399)) {
                handle.execute(
                        """
                        insert into notifications (notification_id, kind, channel, cause_id, facts, status)
                        values (?, 'welcome', 'mail', uuidv7(), '{}', 'sent')
                        """,
                        before(days));
                handle.execute("insert into order_summaries (order_id, summary) values (?, '{}')", before(days));
            }
        });
        new NotificationRetention(
                        JDBI,
                        notifications,
                        new OrderSummaryRepository(Json.mapper()),
                        Clock.fixed(NOW, ZoneOffset.UTC))
                .run();
        assertThat(ids("select notification_id from notifications where kind = 'welcome'"))
                .containsExactly(before(89));
        assertThat(ids("select order_id from order_summaries order by order_id"))
                .containsExactly(before(399), before(91), before(89));
    }

    private static List<UUID> ids(String query) {
        return JDBI.withHandle(
                handle -> handle.createQuery(query).mapTo(UUID.class).list());
    }

    @Test
    void nothingIsKeptOfWhatServedToTell() {
        Facts facts = new Facts(null, null, new Facts.Tracking("SIM1", null), null);
        JDBI.useHandle(handle -> {
            notifications.add(
                    handle,
                    List.of(
                            added(Kind.ORDER_SHIPPED, facts),
                            added(Kind.ORDER_DELIVERED, facts),
                            added(Kind.ORDER_RETURNED, facts)));
            Due shipped = null;
            for (Due due : notifications.take(handle, Channel.MAIL, 10, UUID.randomUUID(), Duration.ofMinutes(1))) {
                switch (due.kind()) {
                    case ORDER_SHIPPED -> shipped = due;
                    case ORDER_DELIVERED -> notifications.end(handle, List.of(due), "failed", "refused_550");
                    default -> notifications.end(handle, List.of(due), "withheld", null);
                }
            }
            notifications.sent(handle, Map.of(shipped.notificationId(), "On its way"));
        });
        assertThat(JDBI.<List<String>, RuntimeException>withHandle(handle -> handle.createQuery(
                                """
                                select concat_ws(' ', status, facts, request_id, traceparent, lease) from notifications
                                where kind like 'order_%' order by status
                                """)
                        .mapTo(String.class)
                        .list()))
                .containsExactly("failed {}", "sent {}", "withheld {}");
    }

    private static Added added(Kind kind, Facts facts) {
        return new Added(Uuid7.next(), kind, Channel.MAIL, UUID.randomUUID(), null, null, facts, "request", "trace");
    }
}
