package dev.emporium.customer.account.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import dev.emporium.platform.testing.EventContracts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the other services are told of an account, as it waits in the outbox while there is no Kafka. */
class AccountEventsIT {
    private static final String ANOTHER = "quite another long phrase";
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk();
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    private static List<String> told(UUID id) {
        return desk.rows(String.class, "select message from outbox where key = ? order by position", id.toString());
    }

    private static int change(Person person, String present) {
        String body = "{\"current_password\": \"%s\", \"new_password\": \"%s\"}".formatted(present, ANOTHER);
        return desk.as(person.accessToken(), "PATCH", "/me", body).status();
    }

    @Test
    void areToldOfWhatBecameOfAnAccountAndOfNothingElse() throws Exception {
        Person person = desk.newcomer();
        assertThat(change(person, "not the password at all")).isEqualTo(403);
        assertThat(desk.as(person.accessToken(), "PATCH", "/me", "{\"name\": \"Jo\"}")
                        .status())
                .isEqualTo(200);
        assertThat(change(person, Desk.PASSWORD)).isEqualTo(200);
        assertThat(desk.as(person.accessToken(), "DELETE", "/me", "{\"current_password\": \"" + ANOTHER + "\"}")
                        .status())
                .isEqualTo(204);

        assertThat(told(person.id()))
                .allSatisfy(message ->
                        assertThat(EventContracts.violations(message)).isEmpty())
                .extracting(AccountEventsIT::type)
                .containsExactly("customer.registered", "customer.password_changed", "customer.deleted");
    }

    @Test
    void areToldOnceOfARegistrationThatComesAgain() {
        String email = Desk.newEmail();
        String key = UUID.randomUUID().toString();
        String id = desk.register(email, "Idempotency-Key", key).text("/customer_id");
        assertThat(desk.register(email, "Idempotency-Key", key).status()).isEqualTo(201);
        assertThat(desk.register(email).status()).isEqualTo(409);
        assertThat(told(UUID.fromString(id))).hasSize(1);
    }

    private static String type(String message) {
        try {
            JsonNode event = new ObjectMapper().readTree(message);
            return event.path("type").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
