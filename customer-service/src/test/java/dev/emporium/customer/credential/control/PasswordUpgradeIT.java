package dev.emporium.customer.credential.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import org.junit.jupiter.api.Test;

class PasswordUpgradeIT {
    private static final String STORED = "select password_hash from customers where customer_id = ?";

    @Test
    void makesAnOutdatedHashAnewWhenItsOwnerSignsIn() {
        try (Desk desk = new Desk()) {
            Person person = desk.newPerson();
            String weak = new PasswordHash(1_024, 1, 1).of(Desk.PASSWORD);
            desk.database.useHandle(handle ->
                    handle.execute("update customers set password_hash = ? where customer_id = ?", weak, person.id()));
            assertThat(desk.signIn(person.email(), "not the password").status()).isEqualTo(401);
            assertThat(desk.rows(String.class, STORED, person.id())).containsExactly(weak);
            assertThat(desk.signIn(person.email(), Desk.PASSWORD).status()).isEqualTo(200);
            String better = desk.rows(String.class, STORED, person.id()).get(0);
            assertThat(better).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
            assertThat(desk.signIn(person.email(), Desk.PASSWORD).status()).isEqualTo(200);
            assertThat(desk.rows(String.class, STORED, person.id())).containsExactly(better);
        }
    }

    @Test
    void verifiesAHashOfThePasswordAsItWasTypedAndMakesItAnew() {
        try (Desk desk = new Desk()) {
            Person person = desk.newPerson();
            String typed = new PasswordHash(19_456, 2, 1).of("the cafe\u0301 around the corner");
            desk.database.useHandle(handle ->
                    handle.execute("update customers set password_hash = ? where customer_id = ?", typed, person.id()));
            assertThat(desk.signIn(person.email(), "the caf\\u00E9 around the corner")
                            .status())
                    .isEqualTo(401);
            assertThat(desk.signIn(person.email(), "the cafe\\u0301 around the corner")
                            .status())
                    .isEqualTo(200);
            assertThat(desk.rows(String.class, STORED, person.id())).doesNotContain(typed);
            assertThat(desk.signIn(person.email(), "the caf\\u00E9 around the corner")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void letsInWhoeverKnowsThePasswordThoughItsHashCannotBeMadeAnewNow() {
        try (Desk desk = new Desk()) {
            Person person = desk.newPerson();
            String weak = new PasswordHash(1_024, 1, 1).of(Desk.PASSWORD);
            desk.database.useHandle(handle -> {
                handle.execute("update customers set password_hash = ? where customer_id = ?", weak, person.id());
                handle.execute(
                        """
                        create function busy() returns trigger language plpgsql as
                            $$ begin raise 'busy' using errcode = 'lock_not_available'; end $$
                        """);
                handle.execute(
                        "create trigger busy before update of password_hash on customers execute function busy()");
            });
            assertThat(desk.signIn(person.email(), Desk.PASSWORD).status()).isEqualTo(200);
            assertThat(desk.rows(String.class, STORED, person.id())).containsExactly(weak);

            desk.database.useHandle(handle -> handle.execute("drop trigger busy on customers"));
            assertThat(desk.signIn(person.email(), Desk.PASSWORD).status()).isEqualTo(200);
            assertThat(desk.rows(String.class, STORED, person.id())).doesNotContain(weak);
        }
    }
}
