package dev.emporium.customer.signin.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import dev.emporium.customer.Desk.Reply;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SignInLimitsIT {
    private static final String FROM = "X-Forwarded-For";
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk("throttle.hashesPerAddress=12");
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    private static int signIn(String email, String password, String address) {
        return desk.signIn(email, password, FROM, address).status();
    }

    @Test
    void locksNobodyOutWhereTheySignedInBefore() {
        Person person = desk.newPerson();
        String home = Desk.newAddress();
        String elsewhere = Desk.newAddress();
        assertThat(signIn(person.email(), Desk.PASSWORD, home)).isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            assertThat(signIn(person.email(), "not the password", elsewhere)).isEqualTo(401);
        }
        assertThat(signIn(person.email(), Desk.PASSWORD, elsewhere)).isEqualTo(429);
        assertThat(signIn(person.email(), Desk.PASSWORD, Desk.newAddress())).isEqualTo(429);
        assertThat(signIn(person.email(), Desk.PASSWORD, home)).isEqualTo(200);
        assertThat(signIn(person.email(), Desk.PASSWORD, elsewhere)).isEqualTo(429);
        for (int i = 0; i < 5; i++) {
            assertThat(signIn(person.email(), "not the password", home)).isEqualTo(401);
        }
        assertThat(signIn(person.email(), Desk.PASSWORD, home)).isEqualTo(429);
    }

    @Test
    void computesOnlySoManyHashesForAnAddress() {
        Person person = desk.newPerson();
        String busy = Desk.newAddress();
        for (int i = 0; i < 10; i++) {
            assertThat(signIn(person.email(), Desk.PASSWORD, busy)).isEqualTo(200);
        }
        assertThat(desk.register(Desk.newEmail(), FROM, busy).status()).isEqualTo(201);
        assertThat(desk.register(Desk.newEmail(), FROM, busy).status()).isEqualTo(201);
        int hashes = desk.hashes();
        assertThat(signIn(person.email(), Desk.PASSWORD, busy)).isEqualTo(429);
        Reply refused = desk.register(Desk.newEmail(), FROM, busy);
        assertThat(refused.text("/code")).isEqualTo("too_many_attempts");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
        assertThat(desk.hashes()).isEqualTo(hashes);
        assertThat(signIn(person.email(), Desk.PASSWORD, Desk.newAddress())).isEqualTo(200);
    }

    /** From an office many sign in, and now and then somebody is wrong. */
    @Test
    void forgetsWhatWentWrongAtAnAddressAnHourAgoWhoeverHasSignedInThereSince() {
        Person person = desk.newPerson();
        String office = Desk.newAddress();
        fail(office, 49);
        pass(office, 50);
        assertThat(signIn(person.email(), Desk.PASSWORD, office)).isEqualTo(200);
        pass(office, 20);
        fail(office, 2);
        assertThat(signIn(person.email(), Desk.PASSWORD, office)).isEqualTo(200);
    }

    @Test
    void makesNobodyWaitForARightPasswordAfterTheWaitIsOver() {
        Person person = desk.newPerson();
        String office = Desk.newAddress();
        fail(office, 50);
        assertThat(signIn(person.email(), Desk.PASSWORD, office)).isEqualTo(429);
        pass(office, 1);
        assertThat(signIn(person.email(), Desk.PASSWORD, office)).isEqualTo(200);
        assertThat(signIn(person.email(), Desk.PASSWORD, office)).isEqualTo(200);
        pass(office, 50);
        fail(office, 1);
        assertThat(signIn(person.email(), Desk.PASSWORD, office)).isEqualTo(429);
        pass(office, 50);
        assertThat(signIn(person.email(), "not the password", office)).isEqualTo(401);
        assertThat(signIn(person.email(), Desk.PASSWORD, office)).isEqualTo(429);
    }

    private static void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(desk.client("nobody", "wrong", FROM, address).status()).isEqualTo(401);
        }
    }

    private static void pass(String address, int minutes) {
        desk.database.useHandle(handle -> handle.createUpdate(
                        """
                        update throttles set last_at = last_at - :minutes * interval '1 minute',
                            blocked_until = blocked_until - :minutes * interval '1 minute'
                        where subject = :subject
                        """)
                .bind("minutes", minutes)
                .bind("subject", "address:" + address)
                .execute());
    }

    @Test
    void endsASessionAfterNinetyDaysHoweverOftenItIsRenewed() {
        Person person = desk.newPerson();
        began(person, 89);
        Reply renewed = desk.refresh(person.refreshToken());
        assertThat(renewed.status()).isEqualTo(200);
        assertThat(desk.rows(
                        Boolean.class,
                        """
                        select bool_or(expires_at > now() + interval '25 hours') from refresh_tokens t
                        join sessions s using (session_id) where customer_id = ? and used_at is null
                        """,
                        person.id()))
                .containsExactly(false);
        began(person, 91);
        assertThat(desk.refresh(renewed.text("/refresh_token")).status()).isEqualTo(401);
    }

    private static void began(Person person, int daysAgo) {
        desk.database.useHandle(handle -> handle.execute(
                "update sessions set created_at = now() - ? * interval '1 day' where customer_id = ?",
                daysAgo,
                person.id()));
    }

    @Test
    void notesThatAServiceSignedIn() {
        desk.client("order-service", "0123456789abcdef");
        UUID principal = desk.rows(
                        UUID.class,
                        "select subject_id from audit_entries where action = 'signed_in' and detail = 'order-service'")
                .get(0);
        assertThat(desk.events(principal)).containsOnly("signed_in");
    }
}
