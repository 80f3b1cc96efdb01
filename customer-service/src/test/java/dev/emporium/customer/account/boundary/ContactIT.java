package dev.emporium.customer.account.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import dev.emporium.customer.Desk.Reply;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where somebody is written to is asked by services, and by nobody else. */
class ContactIT {
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk("serviceClients=notification-service:0123456789abcdef");
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    private static Reply contact(String token, UUID id) {
        return desk.as(token, "GET", "/" + id + "/contact", null);
    }

    private static String service() {
        return desk.client("notification-service", "0123456789abcdef").text("/access_token");
    }

    @Test
    void isTheEmailAndTheNameOfTheMoment() {
        Person person = desk.newPerson();
        desk.as(person.accessToken(), "PATCH", "/me", "{\"name\": \"Jo Dow\"}");
        Reply contact = contact(service(), person.id());
        assertThat(contact.status()).isEqualTo(200);
        assertThat(contact.body().toString())
                .isEqualTo("{\"customer_id\":\"%s\",\"email\":\"%s\",\"name\":\"Jo Dow\"}"
                        .formatted(person.id(), person.email()));
        assertThat(contact.header("Cache-Control")).contains("no-store");
    }

    @Test
    void isNotForPeopleNotEvenAdminsOrWhomItIsAbout() {
        Person person = desk.newPerson();
        assertThat(contact(person.accessToken(), person.id()).status()).isEqualTo(403);
        assertThat(contact(desk.admin(), person.id()).status()).isEqualTo(403);
        assertThat(desk.send("GET", "/" + person.id() + "/contact", null).status())
                .isEqualTo(401);
    }

    @Test
    void isNoneForADeletedAccount() {
        Person person = desk.newPerson();
        desk.as(person.accessToken(), "DELETE", "/me", "{\"current_password\": \"" + Desk.PASSWORD + "\"}");
        assertThat(contact(service(), person.id()).status()).isEqualTo(404);
        assertThat(contact(service(), UUID.randomUUID()).status()).isEqualTo(404);
    }
}
