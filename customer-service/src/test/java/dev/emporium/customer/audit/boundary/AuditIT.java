package dev.emporium.customer.audit.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import dev.emporium.customer.Desk.Reply;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.platform.audit.AuditTrail;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class AuditIT {
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk();
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    @Test
    void saysWhoDidWhatToWhomWhenFromWhereInWhichRequest() {
        String admin = desk.admin();
        Person person = desk.newcomer();
        desk.as(
                admin,
                "PUT",
                "/" + person.id() + "/roles",
                "{\"roles\": [\"staff\"]}",
                "X-Request-Id",
                "the-request",
                "X-Forwarded-For",
                "198.51.100.1, [2001:db8::77]:4711, 127.0.0.1:80");
        Reply trail = desk.as(admin, "GET", "/audit?subject_id=" + person.id(), null);
        assertThat(trail.status()).isEqualTo(200);
        assertThat(trail.text("/items/0/action")).isEqualTo("roles_changed");
        assertThat(trail.text("/items/0/actor_id"))
                .isEqualTo(desk.as(admin, "GET", "/me", null).text("/customer_id"));
        assertThat(trail.text("/items/0/subject_id")).isEqualTo(person.id().toString());
        assertThat(trail.text("/items/0/address")).isEqualTo("2001:db8::77");
        assertThat(trail.text("/items/0/request_id")).isEqualTo("the-request");
        assertThat(trail.text("/items/0/at")).isNotEmpty();
        assertThat(trail.body().at("/items").findValuesAsText("action"))
                .containsExactly("roles_changed", "signed_in", "registered");
    }

    @Test
    void isReadPageByPage() {
        String admin = desk.admin();
        desk.newcomer();
        Reply first = desk.as(admin, "GET", "/audit?limit=2", null);
        assertThat(first.body().at("/items")).hasSize(2);
        assertThat(first.header("Link")).contains("/customers/audit?limit=2&cursor=");
        Reply second = desk.as(admin, "GET", "/audit?limit=2&cursor=" + first.text("/next"), null);
        assertThat(second.body().at("/items/0")).isNotEqualTo(first.body().at("/items/1"));
        assertThat(second.text("/items/0/entry_id")).isLessThan(first.text("/items/1/entry_id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_entries set action = 'nothing'",
                "delete from audit_entries",
                "delete from audit_entries where entry_id = '0193b3a0-0000-7000-8000-0000000000aa'",
                "truncate audit_entries"
            })
    void onlyGrows(String change) {
        assertThatThrownBy(() -> desk.database.useHandle(handle -> handle.execute(change)))
                .hasMessageContaining("append-only");
    }

    @Test
    void forgetsWhatIsOlderThanItIsKeptAndNothingYounger() {
        desk.database.useHandle(
                handle -> handle.execute(
                        """
                insert into audit_entries (entry_id, at, action, address)
                values ('00000000-0000-7000-8000-000000000001', now() - interval '401 days', 'signed_in', 'x'),
                    ('00000000-0000-7000-8000-000000000002', now() - interval '399 days', 'signed_in', 'x')
                """));
        AuditTrail trail = new AuditTrail(desk.database, SecurityEvent::tell);
        Instant before = Instant.now().minus(Duration.ofDays(400));
        assertThat(desk.database.<Integer, RuntimeException>inTransaction(
                        transaction -> trail.forget(transaction, before, 10)))
                .isEqualTo(1);
        assertThatThrownBy(
                        () -> desk.database.useTransaction(transaction -> trail.forget(transaction, Instant.now(), 10)))
                .hasMessageContaining("append-only");
    }

    /** What the version before says: it serves while the migrations run, and is what one goes back to. */
    @Test
    void isOneTrailForTheVersionBeforeToo() {
        UUID subject = UUID.randomUUID();
        desk.database.useHandle(handle -> handle.execute(
                """
                insert into security_events
                    (event_id, kind, actor_id, subject_id, account, detail, address, request_id)
                values ('00000000-0000-7000-8000-000000000003', 'signed_in', ?, ?, 'a', 'd', '192.0.2.1', 'r')
                """,
                subject,
                subject));
        desk.database.useHandle(
                handle -> handle.execute(
                        """
                insert into security_events (event_id, at, kind, address)
                values ('00000000-0000-7000-8000-000000000000', now() - interval '401 days', 'signed_in', 'x')
                """));
        Reply trail = desk.as(desk.admin(), "GET", "/audit?subject_id=" + subject, null);
        assertThat(trail.text("/items/0/action")).isEqualTo("signed_in");
        assertThat(trail.text("/items/0/pseudonym")).isEqualTo("a");
        assertThat(trail.text("/items/0/at")).isNotEmpty();
        Person person = desk.newcomer();
        assertThat(desk.rows(
                        String.class,
                        "select kind from security_events where true and subject_id = ? order by event_id desc limit 2",
                        person.id()))
                .containsExactly("signed_in", "registered");
        assertThat(desk.database.<Integer, RuntimeException>inTransaction(transaction -> {
                    transaction.execute("set local emporium.forgetting = 'old'");
                    return transaction.execute(
                            """
                            delete from security_events where at < now() - interval '400 days' and event_id = any (array(
                                select event_id from security_events order by event_id limit 10000))
                            """);
                }))
                .isEqualTo(1);
        assertThatThrownBy(() -> desk.database.useHandle(handle -> handle.execute("delete from security_events")))
                .hasMessageContaining("append-only");
    }

    @Test
    void notesAFailureForAnAccountThatDoesNotExistUnderAPseudonym() {
        String email = Desk.newEmail();
        desk.signIn(email, "not the password");
        desk.signIn(email.toUpperCase(), "not the password");
        List<String> accounts = desk.rows(
                String.class,
                "select pseudonym from audit_entries where action = 'sign_in_failed' and subject_id is null order by entry_id desc limit 2");
        assertThat(accounts).hasSize(2).doesNotContainNull();
        assertThat(accounts.get(0))
                .isEqualTo(accounts.get(1))
                .doesNotContain("@")
                .hasSize(32);
    }

    @Test
    void keepsSecretsOutOfLogsAndTrail() {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(event.getFormattedMessage()
                        + event.getMDCPropertyMap()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())));
            }
        };
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger own = (Logger) LoggerFactory.getLogger("dev.emporium");
        Level before = root.getLevel();
        listener.start();
        root.addAppender(listener);
        root.setLevel(Level.INFO);
        own.setLevel(Level.TRACE);
        Person person;
        try {
            person = everything();
        } finally {
            root.detachAppender(listener);
            root.setLevel(before);
            own.setLevel(null);
        }
        String heard = String.join("\n", lines)
                + String.join("\n", desk.rows(String.class, "select t::text from audit_entries t"));
        assertThat(heard).contains(person.id().toString());
        assertThat(heard)
                .doesNotContain(Desk.PASSWORD, "wrong-secret", "another long phrase", "0123456789abcdef")
                .doesNotContain(person.email(), person.refreshToken(), person.accessToken(), Desk.KEY)
                .doesNotContain("argon2id", "PRIVATE", "Jo Doe");
    }

    private static Person everything() {
        Person person = desk.newcomer();
        desk.register(person.email());
        desk.signIn(person.email(), "wrong-secret-wrong");
        desk.client("order-service", "0123456789abcdef");
        desk.client("order-service", "wrong-secret");
        desk.as(person.accessToken() + "x", "GET", "/me", null);
        desk.send("POST", "/tokens", "{\"grant_type\": \"password\", \"email\": 1, \"password\": \"wrong-secret\"}");
        desk.send("POST", "/tokens", "{\"grant_type\": \"password\", \"password\": \"wrong-secret\"");
        desk.as(
                person.accessToken(),
                "PATCH",
                "/me",
                "{\"current_password\": \"" + Desk.PASSWORD + "\", \"new_password\": \"another long phrase\"}");
        desk.refresh(person.refreshToken());
        desk.send("DELETE", "/tokens", "{\"refresh_token\": \"" + person.refreshToken() + "\"}");
        desk.as(person.accessToken(), "DELETE", "/me", "{\"current_password\": \"another long phrase\"}");
        assertThat(desk.as(person.accessToken(), "GET", "/" + UUID.randomUUID(), null)
                        .status())
                .isIn(403, 404);
        return person;
    }
}
