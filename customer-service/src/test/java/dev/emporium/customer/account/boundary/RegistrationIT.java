package dev.emporium.customer.account.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Reply;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationIT {
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk();
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    private static Reply register(String email, String password, String more) {
        return desk.send(
                "POST",
                "/",
                "{\"email\": \"%s\", \"password\": \"%s\", \"name\": \"Jo\"%s}".formatted(email, password, more));
    }

    @Test
    void opensAnAccountWhoseOwnerIsACustomer() {
        String email = Desk.newEmail();
        Reply made = desk.register("  " + email + " ");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/email")).isEqualTo(email);
        assertThat(made.text("/name")).isEqualTo("Jo Doe");
        assertThat(made.body().at("/roles").toString()).isEqualTo("[\"customer\"]");
        assertThat(made.text("/created_at")).isNotEmpty();
        assertThat(made.body().has("password")).isFalse();
        assertThat(made.header("Location")).isEqualTo("/customers/me");
        assertThat(desk.events(UUID.fromString(made.text("/customer_id")))).containsExactly("registered");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ", \"roles\": [\"admin\"]",
                ", \"role\": \"admin\"",
                ", \"customer_id\": \"0193b3a0-0000-7000-8000-0000000000aa\"",
                ", \"is_admin\": true"
            })
    void letsNobodyChooseWhatTheyAre(String more) {
        assertThat(register(Desk.newEmail(), Desk.PASSWORD, more).status()).isEqualTo(422);
    }

    @Test
    void refusesAnEmailThatIsTakenHoweverItIsWritten() {
        String email = Desk.newEmail();
        assertThat(desk.register(email).status()).isEqualTo(201);
        Reply again = desk.register(" " + email.toUpperCase() + " ");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("/code")).isEqualTo("email_taken");
    }

    @Test
    void opensOneAccountForManyWhoAskAtOnce() {
        String email = Desk.newEmail();
        List<Integer> statuses = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> desk.register(email).status())
                .toList();
        assertThat(statuses).containsOnlyOnce(201).allMatch(status -> status == 201 || status == 409);
    }

    @ParameterizedTest
    @CsvSource({
        "'short one', must have 12 to 128 characters",
        "'password1234', guess",
        "'PassWord1234', guess",
        "'aaaaaaaaaaaaaaaa', guess",
        "'qwertyuiop12', guess"
    })
    void refusesAPasswordThatAnybodyWouldGuess(String password, String message) {
        Reply refused = register(Desk.newEmail(), password, "");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/errors/0/field")).isEqualTo("password");
        assertThat(refused.text("/errors/0/message")).contains(message);
        assertThat(refused.response().body()).doesNotContain(password);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no at sign", "a@b@c", "@example.com"})
    void refusesWhatIsNoEmail(String email) {
        assertThat(register(email, Desk.PASSWORD, "").status()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({
        "\\u200B, must be an e-mail address",
        "x\\u00A0, must be an e-mail address",
        "\\u202E, must be an e-mail address",
        "\\u0430dmin, must not mix scripts"
    })
    void refusesAnEmailThatIsNotWhatItSeems(String local, String message) {
        Reply refused = register("jo" + local + "@example.com", Desk.PASSWORD, "");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/errors/0/field")).isEqualTo("email");
        assertThat(refused.text("/errors/0/message")).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "\\u2003\\u2003, must not be blank",
        "Jo\\nDoe, must be one line",
        "Jo\\u001B[31m, control",
        "Jo\\u202EeoD, direction"
    })
    void refusesANameThatIsNotWhatItSeems(String name, String message) {
        Reply refused = desk.send(
                "POST",
                "/",
                "{\"email\": \"%s\", \"password\": \"%s\", \"name\": \"%s\"}"
                        .formatted(Desk.newEmail(), Desk.PASSWORD, name));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/errors/0/field")).isEqualTo("name");
        assertThat(refused.text("/errors/0/message")).contains(message);
    }

    @Test
    void takesBothSpellingsOfAnEmailForOne() {
        String email = Desk.newEmail().replace("@", "é@");
        assertThat(desk.register(email).text("/email")).isEqualTo(email);
        assertThat(desk.register(email.replace("é", "e\\u0301")).text("/code")).isEqualTo("email_taken");
    }

    @Test
    void givesTheFirstAnswerAgainForTheSameKey() {
        String email = Desk.newEmail();
        String key = UUID.randomUUID().toString();
        Reply first = desk.register(email, "Idempotency-Key", key);
        int hashes = desk.hashes();
        Reply second = desk.register(email, "Idempotency-Key", key);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(desk.hashes()).isEqualTo(hashes);
        assertThat(desk.register(Desk.newEmail(), "Idempotency-Key", key).text("/code"))
                .isEqualTo("idempotency_key_reused");
    }

    @Test
    void refusesAKeyThatCanBeGuessed() {
        assertThat(desk.register(Desk.newEmail(), "Idempotency-Key", "1").text("/code"))
                .isEqualTo("guessable_idempotency_key");
    }

    @Test
    void keepsNeitherThePasswordNorAHashOfItThatCouldBeTriedOut() throws Exception {
        String key = UUID.randomUUID().toString();
        String body = "{\"email\": \"%s\", \"password\": \"%s\", \"name\": \"Jo Doe\"}"
                .formatted(Desk.newEmail(), Desk.PASSWORD);
        desk.send("POST", "/", body, "Idempotency-Key", key);
        byte[] plain = java.security.MessageDigest.getInstance("SHA-256").digest(body.getBytes());
        byte[] kept = desk.rows(
                        byte[].class,
                        """
                        select request_hash from idempotency_keys where body is null
                            and key = 'sha256:' || encode(sha256(convert_to(?, 'UTF8')), 'hex')
                        """,
                        "POST /customers {}\n" + key)
                .get(0);
        assertThat(kept).hasSize(32).isNotEqualTo(plain);
        assertThat(desk.rows(String.class, "select password_hash from customers"))
                .allMatch(hash -> hash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    @Test
    void slowsDownWhoAsksForTakenEmails() {
        String email = Desk.newEmail();
        desk.register(email);
        String address = Desk.newAddress();
        List<Integer> statuses = IntStream.range(0, 51)
                .mapToObj(i -> desk.register(email, "X-Forwarded-For", address).status())
                .toList();
        assertThat(statuses.subList(0, 50)).containsOnly(409);
        assertThat(statuses.get(50)).isEqualTo(429);
    }
}
