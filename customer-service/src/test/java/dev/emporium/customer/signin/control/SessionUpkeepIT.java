package dev.emporium.customer.signin.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.customer.Desk;
import dev.emporium.customer.audit.control.Pseudonyms;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.customer.credential.control.SignInThrottle;
import dev.emporium.customer.credential.control.ThrottleConfiguration;
import dev.emporium.platform.audit.AuditTrail;
import io.dropwizard.util.Duration;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SessionUpkeepIT {
    private static final List<String> TABLES =
            List.of("throttles", "known_networks", "refresh_tokens", "sessions", "audit_entries");
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk();
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    /** One delete of all that a busy day leaves takes longer than a statement may, and the next day it would take longer. */
    @Test
    void clearsAwayWhateverThereIsStepByStep() {
        String person = desk.newPerson().id().toString();
        desk.database.useHandle(handle -> {
            handle.execute("insert into throttles select 'address:' || n, 1, now() - interval '2 hours', null"
                    + " from generate_series(1, 20500) n");
            handle.execute(
                    "insert into known_networks select cast(? as uuid), n, now() - interval '91 days'"
                            + " from generate_series(1, 20500) n",
                    person);
            handle.execute(
                    "insert into sessions select gen_random_uuid(), cast(? as uuid), now() - interval '31 days'"
                            + " from generate_series(1, 20500)",
                    person);
            handle.execute("insert into refresh_tokens select sha256(cast(session_id as text)::bytea), session_id,"
                    + " now() - interval '1 day', null from sessions where created_at < now() - interval '30 days'");
            handle.execute("insert into audit_entries (entry_id, at, action, address)"
                    + " select cast('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0') as uuid),"
                    + " now() - interval '401 days', 'signed_in', 'x' from generate_series(1, 20500) n");
            handle.execute("create function at_most_a_step() returns trigger language plpgsql as $$ begin"
                    + " if (select count(*) from gone) > 10000 then"
                    + " raise 'more of % in one step than may be', tg_table_name; end if; return null; end $$");
            TABLES.forEach(table -> handle.execute("create trigger at_most_a_step after delete on " + table
                    + " referencing old table as gone for each statement execute function at_most_a_step()"));
        });
        SignInThrottle throttle = new SignInThrottle(
                desk.database,
                Clock.systemUTC(),
                new Pseudonyms(new byte[32]),
                new ThrottleConfiguration(5, 50, 120, Duration.minutes(1)));
        new SessionUpkeep(
                        desk.database, Clock.systemUTC(), throttle, new AuditTrail(desk.database, SecurityEvent::tell))
                .run();

        assertThat(TABLES.stream().map(table -> table + " " + old(table)))
                .containsExactlyElementsOf(
                        TABLES.stream().map(table -> table + " 0").toList());
        assertThat(desk.rows(Integer.class, "select count(*) from sessions")).containsExactly(1);
    }

    private static int old(String table) {
        String time =
                switch (table) {
                    case "refresh_tokens" -> "expires_at < now()";
                    case "sessions" -> "created_at < now() - interval '30 days'";
                    case "audit_entries" -> "at < now() - interval '400 days'";
                    default -> "last_at < now() - interval '1 hour'";
                };
        return desk.rows(Integer.class, "select count(*) from " + table + " where " + time)
                .get(0);
    }
}
