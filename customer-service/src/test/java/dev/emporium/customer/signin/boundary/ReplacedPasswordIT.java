package dev.emporium.customer.signin.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import dev.emporium.customer.Desk.Reply;
import dev.emporium.platform.testing.InterruptedMigrations;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A password is verified outside of the transaction of what it allows: another one may have been set in between. */
class ReplacedPasswordIT {
    private static final String OTHER = "quite another long phrase";
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk();
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    /** Replaces the password while a request that was sent with the old one waits for the account's row. */
    private static Reply meanwhile(Person person, String hash, Supplier<Reply> request) throws SQLException {
        CompletableFuture<Reply> reply;
        try (Handle transaction = desk.database.open()) {
            transaction.begin();
            transaction.execute("select from customers where customer_id = ? for update", person.id());
            reply = CompletableFuture.supplyAsync(request);
            InterruptedMigrations.await(
                    transaction.getConnection(),
                    "exists (select from pg_locks join pg_stat_activity using (pid)"
                            + " where not granted and datname = current_database())");
            transaction.execute("update customers set password_hash = ? where customer_id = ?", hash, person.id());
            transaction.execute("delete from sessions where customer_id = ?", person.id());
            transaction.commit();
        }
        return reply.join();
    }

    private static String stored(Person person) {
        return desk.rows(String.class, "select password_hash from customers where customer_id = ?", person.id())
                .get(0);
    }

    @Test
    void signsNobodyInWithAPasswordThatWasReplacedMeanwhile() throws SQLException {
        Person person = desk.newPerson();
        String other = stored(otherwise());
        assertThat(meanwhile(person, other, () -> desk.signIn(person.email(), Desk.PASSWORD))
                        .status())
                .isEqualTo(401);
        assertThat(desk.rows(Integer.class, "select 1 from sessions where customer_id = ?", person.id()))
                .isEmpty();
        assertThat(desk.signIn(person.email(), OTHER).status()).isEqualTo(200);
    }

    @Test
    void signsInWhoseHashIsReplacedByAnotherOfTheSamePassword() throws SQLException {
        Person person = desk.newPerson();
        String again = stored(desk.newcomer());
        assertThat(meanwhile(person, again, () -> desk.signIn(person.email(), Desk.PASSWORD))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void changesAndDeletesNothingWithAPasswordThatWasReplacedMeanwhile() throws SQLException {
        Person person = desk.newPerson();
        String other = stored(otherwise());
        assertThat(meanwhile(person, other, () -> change(person)).text("/code")).isEqualTo("wrong_password");
        assertThat(stored(person)).isEqualTo(other);
        Person another = desk.newPerson();
        assertThat(meanwhile(another, other, () -> delete(another)).text("/code"))
                .isEqualTo("wrong_password");
        assertThat(stored(another)).isEqualTo(other);
    }

    private static Reply change(Person person) {
        return desk.as(
                person.accessToken(),
                "PATCH",
                "/me",
                "{\"current_password\": \"%s\", \"new_password\": \"a third long phrase, new\"}"
                        .formatted(Desk.PASSWORD));
    }

    private static Reply delete(Person person) {
        return desk.as(
                person.accessToken(), "DELETE", "/me", "{\"current_password\": \"%s\"}".formatted(Desk.PASSWORD));
    }

    private static Person otherwise() {
        Person person = desk.newPerson();
        Reply changed = desk.as(
                person.accessToken(),
                "PATCH",
                "/me",
                "{\"current_password\": \"%s\", \"new_password\": \"%s\"}".formatted(Desk.PASSWORD, OTHER));
        assertThat(changed.status()).isEqualTo(200);
        return person;
    }
}
