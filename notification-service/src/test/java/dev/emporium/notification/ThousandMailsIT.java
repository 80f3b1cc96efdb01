package dev.emporium.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.notification.MailServer.Mail;
import dev.emporium.platform.testing.TestService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand causes, two replicas, and a mail server that goes in between: none twice, none missing. */
@Timeout(300)
class ThousandMailsIT {
    private static final int ALL = 1_000;
    private static final Duration LONG = Duration.ofSeconds(120);

    @Test
    void eachGoesOnce() {
        String prefix = "thousand-" + UUID.randomUUID().toString().substring(0, 8) + "-";
        TestService<NotificationConfiguration> another = Office.replica();
        try {
            Office.MAILS.goesAwayAfter(ALL / 3);
            List<UUID> orders = new ArrayList<>();
            for (int i = 0; i < ALL; i++) {
                UUID order = Office.order(prefix + i + "@example.com");
                orders.add(order);
                String message = Office.placed(order, null, null);
                Office.send("order.events", message);
                Office.send("order.events", message);
            }
            Office.until(LONG, () -> assertThat(Office.MAILS.isAway()).isTrue());
            Office.until(LONG, () -> assertThat(count(orders, "")).isEqualTo(ALL));
            Office.MAILS.comesBack();
            Office.until(LONG, () -> assertThat(received(prefix)).hasSize(ALL));
            Office.until(LONG, () -> assertThat(count(orders, " and status = 'sent'"))
                    .isEqualTo(ALL));
        } finally {
            another.close();
        }
        assertThat(received(prefix)).hasSize(ALL).allSatisfy((to, count) -> assertThat(count)
                .isOne());
    }

    private static int count(List<UUID> orders, String condition) {
        return Office.JDBI.withHandle(
                handle -> handle.createQuery("select count(*) from notifications where order_id = any(?)" + condition)
                        .bind(0, orders.toArray(UUID[]::new))
                        .mapTo(Integer.class)
                        .one());
    }

    /** How many mails came to each. */
    private static Map<String, Long> received(String prefix) {
        return Office.MAILS.mails().stream()
                .map(Mail::to)
                .filter(to -> to.startsWith(prefix))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
