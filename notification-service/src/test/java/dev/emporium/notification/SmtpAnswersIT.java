package dev.emporium.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a mail by what the server says to it. */
class SmtpAnswersIT {
    private static UUID place(String email) {
        UUID order = Office.order(email);
        Office.says("order.events", Office.placed(order, null, null));
        return order;
    }

    private static void due(UUID order) {
        Office.JDBI.useHandle(handle ->
                handle.execute("update notifications set due_at = now() where order_id = ? and lease is null", order));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rcpt-550-", "rcpt-553-", "data-554-"})
    void aMailThatIsRefusedForGoodIsNotTriedAgain(String prefix) {
        String email = Office.address(prefix);
        UUID order = place(email);
        Office.until(() -> assertThat(Office.status(order, "order_received"))
                .isEqualTo("failed refused_" + prefix.substring(5, 8)));
        Office.MAILS.relents(email);
        due(order);
        proveThatOthersGo();
        assertThat(Office.MAILS.to(email)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rcpt-450-", "rcpt-452-", "data-451-"})
    void aMailThatIsPutOffIsTriedAgain(String prefix) {
        String email = Office.address(prefix);
        UUID order = place(email);
        Office.until(() -> assertThat(Office.status(order, "order_received"))
                .isEqualTo("queued put_off_" + prefix.substring(5, 8)));
        proveThatOthersGo();
        Office.MAILS.relents(email);
        due(order);
        Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(1));
        Office.until(() -> assertThat(Office.status(order, "order_received")).isEqualTo("sent"));
    }

    /** The dead letters of mails: what was tried for long enough stays where it is, and says why. */
    @Test
    void aMailThatIsPutOffForTooLongIsGivenUp() {
        String email = Office.address("rcpt-451-");
        UUID order = place(email);
        Office.until(() -> assertThat(Office.status(order, "order_received")).startsWith("queued put_off"));
        Office.JDBI.useHandle(handle -> handle.execute(
                "update notifications set created_at = now() - interval '3 days' where order_id = ?", order));
        due(order);
        Office.until(() -> assertThat(Office.status(order, "order_received")).isEqualTo("failed put_off_451"));
        // it is counted once it is committed
        Office.until(() -> assertThat(Office.metrics())
                .contains("notifications_total{channel=\"mail\",kind=\"order_received\",outcome=\"failed\"}")
                .contains("notifications_total{channel=\"mail\",kind=\"order_received\",outcome=\"delayed\"}")
                .contains("notifications_queued"));
    }

    /** It is the house that is refused, and nobody's mail is lost for that. */
    @Test
    void waitsWhileTheHouseItselfIsNotWelcome() {
        Office.MAILS.senderIsUnwelcome(true);
        String email = Office.address("jo-");
        UUID order = place(email);
        try {
            Office.until(
                    () -> assertThat(Office.status(order, "order_received")).isEqualTo("queued put_off_550"));
        } finally {
            Office.MAILS.senderIsUnwelcome(false);
        }
        due(order);
        Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(1));
    }

    /** Whether it was kept nobody knows: it goes again, under the name by which a reader knows it. */
    @Test
    void aMailOfWhichTheAnswerIsLostGoesASecondTimeUnderItsName() {
        String email = Office.address("drop-");
        UUID order = place(email);
        Office.until(() -> assertThat(Office.status(order, "order_received")).isEqualTo("sent"));
        assertThat(Office.MAILS.to(email)).hasSize(2);
        assertThat(Office.MAILS.to(email).stream().map(mail -> mail.header("Message-ID")))
                .hasSize(2)
                .containsOnly(Office.MAILS.to(email).get(0).header("Message-ID"));
    }

    @Test
    void anAddressThatIsNoneIsNotTried() {
        UUID order = place("nobody at all");
        Office.until(() -> assertThat(Office.status(order, "order_received")).isEqualTo("failed bad_address"));
    }

    /** The database goes after the mail is taken and while that is noted: it is noted when it is back, and not sent again. */
    @Test
    void aMailThatWasTakenIsNotedHoweverLongThatTakes() {
        Office.JDBI.useHandle(
                handle -> handle.execute(
                        """
                create sequence notes;
                create function break_at_the_first() returns trigger language plpgsql as $$
                begin
                    if nextval('notes') = 1 then
                        perform pg_terminate_backend(pg_backend_pid());
                    end if;
                    return new;
                end
                $$;
                create trigger break_at_the_first before update on notifications
                    for each row when (new.status = 'sent') execute function break_at_the_first()
                """));
        String email = Office.address("noted-");
        try {
            UUID order = place(email);
            Office.until(
                    () -> assertThat(Office.status(order, "order_received")).isEqualTo("sent"));
        } finally {
            Office.JDBI.useHandle(
                    handle -> handle.execute("drop function break_at_the_first() cascade; drop sequence notes"));
        }
        assertThat(Office.MAILS.to(email)).hasSize(1);
    }

    /** Whoever asks for an address for too long finds that another one has the mail by then. */
    @Test
    void aMailThatSomebodyElseHasByNowIsNotSent() {
        String email = Office.address("taken-");
        UUID order = Office.order(email);
        Office.whenAsked(order, () -> {
            Office.JDBI.useHandle(handle -> handle.execute(
                    "update notifications set lease = gen_random_uuid(), due_at = now() + interval '1 hour'"
                            + " where order_id = ? and lease is not null",
                    order));
            // longer than what was taken is surely in hand
            Office.await("select exists (select from notifications where order_id = '" + order
                    + "' and due_at < clock_timestamp() + interval '1 hour' - interval '1.5 s')");
        });
        Office.says("order.events", Office.placed(order, null, null));
        Office.await("select exists (select from notifications where order_id = '" + order
                + "' and due_at > now() + interval '50 minutes')");
        proveThatOthersGo();
        assertThat(Office.MAILS.to(email)).isEmpty();
        assertThat(Office.status(order, "order_received")).isEqualTo("queued");
    }

    /** A server that takes its time for each of its answers may need longer for a mail than a lease lasts. */
    @Test
    void aMailStaysInTheHandThatIsHandingItOverHoweverLongThatTakes() {
        String email = Office.address("slow-");
        AtomicBoolean kept = new AtomicBoolean();
        Office.MAILS.beforeAnswering(() -> {
            Office.JDBI.useHandle(handle -> handle.execute(
                    "update notifications set due_at = now() + interval '15 s' where lease is not null"));
            Office.await("select exists (select from notifications where lease is not null"
                    + " and due_at > now() + interval '20 s')");
            kept.set(true);
        });
        try {
            UUID order = place(email);
            Office.until(
                    () -> assertThat(Office.status(order, "order_received")).isEqualTo("sent"));
        } finally {
            Office.MAILS.beforeAnswering(() -> {});
        }
        assertThat(kept).isTrue();
        assertThat(Office.MAILS.to(email)).hasSize(1);
    }

    /** A sender that died with a mail in hand leaves it to the next. */
    @Test
    void aMailThatNobodyHasInHandAnyMoreIsSent() {
        String email = Office.address("left-");
        UUID order = Office.order(email);
        Office.ordersAreAway(true);
        Office.says("order.events", Office.placed(order, null, null));
        Office.until(() -> assertThat(Office.status(order, "order_received")).isEqualTo("queued address_unknown"));
        Office.JDBI.useHandle(handle -> handle.execute(
                "update notifications set lease = gen_random_uuid(), due_at = now() + interval '30 s'"
                        + " where order_id = ?",
                order));
        Office.ordersAreAway(false);
        proveThatOthersGo();
        assertThat(Office.MAILS.to(email)).isEmpty();
        Office.JDBI.useHandle(
                handle -> handle.execute("update notifications set due_at = now() where order_id = ?", order));
        Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(1));
    }

    /** What is taken together shares no fate, and where the mails of one order go is asked once. */
    @Test
    void whatIsBroughtTogetherIsJudgedOneByOne() {
        String taken = Office.address("jo-");
        List<UUID> orders = Stream.of(Office.address("rcpt-550-"), taken, Office.address("rcpt-450-"))
                .map(Office::order)
                .toList();
        orders.forEach(order -> Office.says("order.events", Office.placed(order, null, null)));
        Office.until(() -> assertThat(orders.stream().map(order -> Office.status(order, "order_received")))
                .containsExactly("failed refused_550", "sent", "queued put_off_450"));
        AtomicInteger asked = new AtomicInteger();
        Office.whenAsked(orders.get(1), asked::incrementAndGet);
        UUID[] all = orders.toArray(UUID[]::new);
        Office.until(() -> Office.JDBI.useTransaction(transaction -> {
            int idle = transaction.execute(
                    "update notifications set status = 'queued', due_at = now() where order_id = any(?) and lease is null",
                    (Object) all);
            assertThat(idle).isEqualTo(3);
            transaction.execute(
                    "insert into notifications (notification_id, kind, channel, cause_id, order_id, facts)"
                            + " select gen_random_uuid(), 'order_confirmed', 'mail', order_id, order_id, '{}'"
                            + " from unnest(?) as orders (order_id)",
                    (Object) all);
        }));
        for (String kind : List.of("order_received", "order_confirmed")) {
            Office.until(() -> assertThat(orders.stream().map(order -> Office.status(order, kind)))
                    .containsExactly("failed refused_550", "sent", "queued put_off_450"));
        }
        assertThat(Office.MAILS.to(taken)).hasSize(3);
        assertThat(asked).hasValue(1);
    }

    private static void proveThatOthersGo() {
        String email = Office.address("other-");
        place(email);
        Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(1));
    }
}
