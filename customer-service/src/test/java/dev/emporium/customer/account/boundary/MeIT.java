package dev.emporium.customer.account.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import dev.emporium.customer.Desk.Reply;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeIT {
    private static final String ADDRESS =
            """
            {"name": "Jo", "line1": "1 High Street", "city": "Leeds", "postal_code": "LS1 1AA", "country": "GB"}
            """;
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk();
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    private static String password(String present, String next) {
        return "{\"current_password\": \"%s\", \"new_password\": \"%s\"}".formatted(present, next);
    }

    @Test
    void showsAndRenamesMe() {
        Person me = desk.newPerson();
        Reply mine = desk.as(me.accessToken(), "GET", "/me", null);
        assertThat(mine.text("/customer_id")).isEqualTo(me.id().toString());
        assertThat(mine.header("ETag")).isNotEmpty();
        Reply renamed = desk.as(me.accessToken(), "PATCH", "/me", "{\"name\": \" Joanna \"}");
        assertThat(renamed.text("/name")).isEqualTo("Joanna");
        assertThat(desk.as(me.accessToken(), "GET", "/me", null).text("/name")).isEqualTo("Joanna");
        assertThat(desk.send("GET", "/me", null).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"roles\": [\"admin\"]}",
                "{\"email\": \"other@example.com\"}",
                "{\"name\": \" \"}",
                "{\"new_password\": \"another long phrase\"}",
                "{\"current_password\": \"a rather long phrase\"}"
            })
    void refusesToChangeWhatIsNotMineToChange(String change) {
        Person me = desk.newPerson();
        assertThat(desk.as(me.accessToken(), "PATCH", "/me", change).status()).isEqualTo(422);
    }

    @Test
    void changesThePasswordForWhoeverKnowsIt() {
        Person me = desk.newPerson();
        String change = password("not the password", "another long phrase");
        assertThat(desk.as(me.accessToken(), "PATCH", "/me", change).text("/code"))
                .isEqualTo("wrong_password");
        assertThat(desk.as(me.accessToken(), "PATCH", "/me", password(Desk.PASSWORD, "password1234"))
                        .status())
                .isEqualTo(422);
        assertThat(desk.as(me.accessToken(), "PATCH", "/me", password(Desk.PASSWORD, "another long phrase"))
                        .status())
                .isEqualTo(200);
        assertThat(desk.signIn(me.email(), Desk.PASSWORD).status()).isEqualTo(401);
        assertThat(desk.signIn(me.email(), "another long phrase").status()).isEqualTo(200);
        assertThat(desk.refresh(me.refreshToken()).status()).isEqualTo(401);
        assertThat(desk.events(me.id())).contains("password_changed");
    }

    @Test
    void changesNameAndPasswordTogetherOrNeither() {
        Person me = desk.newPerson();
        String change =
                """
                {"name": "%s", "current_password": "%s", "new_password": "%s"}
                """;
        Reply byTheName = desk.as(
                me.accessToken(), "PATCH", "/me", change.formatted("Qorvath Zemblik", Desk.PASSWORD, "qorvathzemblik"));
        assertThat(byTheName.status()).isEqualTo(422);
        assertThat(byTheName.text("/errors/0/field")).isEqualTo("new_password");
        assertThat(desk.as(me.accessToken(), "GET", "/me", null).text("/name")).isNotEqualTo("Qorvath Zemblik");

        Reply both = desk.as(
                me.accessToken(),
                "PATCH",
                "/me",
                change.formatted("Qorvath Zemblik", Desk.PASSWORD, "another long phrase"));
        assertThat(both.text("/name")).isEqualTo("Qorvath Zemblik");
        assertThat(desk.signIn(me.email(), "another long phrase").status()).isEqualTo(200);
    }

    @Test
    void takesNoTextThatCannotBeAPasswordForTheirs() {
        for (String text : List.of("", "\\u0007", "\\ud83d\\ude00\\u200b")) {
            Person me = desk.newPerson();
            for (Reply refused : List.of(
                    desk.as(me.accessToken(), "PATCH", "/me", password(text, "another long phrase")),
                    desk.as(me.accessToken(), "DELETE", "/me", "{\"current_password\": \"" + text + "\"}"))) {
                assertThat(refused.text("/code")).isEqualTo("wrong_password");
            }
            assertThat(desk.signIn(me.email(), text).status()).isEqualTo(401);
        }
    }

    @Test
    void letsNobodyGuessThePasswordWithAStolenToken() {
        Person me = desk.newPerson();
        for (int i = 0; i < 5; i++) {
            desk.as(me.accessToken(), "PATCH", "/me", password("not the password", "another long phrase"));
        }
        assertThat(desk.as(me.accessToken(), "PATCH", "/me", password(Desk.PASSWORD, "another long phrase"))
                        .status())
                .isEqualTo(429);
        assertThat(desk.as(me.accessToken(), "DELETE", "/me", "{\"current_password\": \"" + Desk.PASSWORD + "\"}")
                        .status())
                .isEqualTo(429);
    }

    @Test
    void keepsAddresses() {
        Person me = desk.newPerson();
        Reply made = desk.as(me.accessToken(), "POST", "/me/addresses", ADDRESS);
        assertThat(made.status()).isEqualTo(201);
        String path = "/me/addresses/" + made.text("/address_id");
        assertThat(made.header("Location")).isEqualTo("/customers" + path);
        assertThat(desk.as(me.accessToken(), "GET", path, null).body()).isEqualTo(made.body());

        Reply replaced = desk.as(me.accessToken(), "PUT", path, ADDRESS.replace("Leeds", "York"));
        assertThat(replaced.text("/city")).isEqualTo("York");
        Reply list = desk.as(me.accessToken(), "GET", "/me/addresses", null);
        assertThat(list.body().at("/items")).containsExactly(replaced.body());
        assertThat(list.body().at("/next").isNull()).isTrue();

        assertThat(desk.as(me.accessToken(), "DELETE", path, null).status()).isEqualTo(204);
        assertThat(desk.as(me.accessToken(), "GET", path, null).status()).isEqualTo(404);
    }

    @Test
    void hidesSomebodyElsesAddresses() {
        Person me = desk.newPerson();
        Person other = desk.newPerson();
        String path = "/me/addresses/"
                + desk.as(other.accessToken(), "POST", "/me/addresses", ADDRESS).text("/address_id");
        assertThat(desk.as(me.accessToken(), "GET", path, null).status()).isEqualTo(404);
        assertThat(desk.as(me.accessToken(), "PUT", path, ADDRESS).status()).isEqualTo(404);
        assertThat(desk.as(me.accessToken(), "DELETE", path, null).status()).isEqualTo(204);
        assertThat(desk.as(other.accessToken(), "GET", path, null).status()).isEqualTo(200);
        assertThat(desk.as(
                                me.accessToken(),
                                "POST",
                                "/me/addresses",
                                ADDRESS.replace("{", "{\"customer_id\": \"" + other.id() + "\", "))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void keepsTwentyAddressesHoweverManyCome() {
        Person me = desk.newPerson();
        List<Integer> statuses = IntStream.range(0, 30)
                .parallel()
                .mapToObj(i -> desk.as(me.accessToken(), "POST", "/me/addresses", ADDRESS)
                        .status())
                .toList();
        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(20);
        assertThat(statuses.stream().filter(status -> status == 422)).hasSize(10);
    }

    @Test
    void keepsAnAddressOncePerKey() {
        Person me = desk.newPerson();
        String key = UUID.randomUUID().toString();
        Reply first = desk.as(me.accessToken(), "POST", "/me/addresses", ADDRESS, "Idempotency-Key", key);
        Reply second = desk.as(me.accessToken(), "POST", "/me/addresses", ADDRESS, "Idempotency-Key", key);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(desk.as(desk.newPerson().accessToken(), "POST", "/me/addresses", ADDRESS, "Idempotency-Key", key)
                        .text("/address_id"))
                .isNotEqualTo(first.text("/address_id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"XX\"", "\"gb\"", "\"GBR\"", "null"})
    void refusesACountryThatIsNone(String country) {
        Person me = desk.newPerson();
        Reply refused = desk.as(me.accessToken(), "POST", "/me/addresses", ADDRESS.replace("\"GB\"", country));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/errors/0/field")).isEqualTo("country");
    }

    @Test
    void keepsAnAddressInACountryWithoutPostalCodes() {
        Person me = desk.newPerson();
        String inQatar = ADDRESS.replace("\"postal_code\": \"LS1 1AA\", ", "").replace("GB", "QA");
        Reply kept = desk.as(me.accessToken(), "POST", "/me/addresses", inQatar);
        assertThat(kept.status()).isEqualTo(201);
        String path = "/me/addresses/" + kept.text("/address_id");
        assertThat(desk.as(me.accessToken(), "GET", path, null).body()).isEqualTo(kept.body());
        assertThat(desk.as(me.accessToken(), "PUT", path, ADDRESS.replace("\"LS1 1AA\"", "null"))
                        .text("/errors/0/field"))
                .isEqualTo("postal_code");
        String inKosovo = ADDRESS.replace("LS1 1AA", "10000").replace("GB", "XK");
        assertThat(desk.as(me.accessToken(), "PUT", path, inKosovo).status()).isEqualTo(200);
    }
}
