package dev.emporium.customer.signin.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import dev.emporium.customer.Desk.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInIT {
    private static final String SPELT = "un mot de passe oublié";
    /** As another keyboard sends it: with a NO-BREAK SPACE, and with the accent on its own. */
    private static final String OTHERWISE = "un\\u00A0mot de passe oublie\\u0301";

    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk("passwords.patience=30s", "passwords.waiting=100");
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    private static String form(String... pairs) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(pairs[i])
                    .append('=')
                    .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    @Test
    void givesATokenInTheFormOfRfc9068() throws Exception {
        Person person = desk.newPerson();
        Reply tokens = desk.signIn(" " + person.email().toUpperCase(), Desk.PASSWORD);
        assertThat(tokens.status()).isEqualTo(200);
        assertThat(tokens.header("Cache-Control")).isEqualTo("no-store");
        assertThat(tokens.text("/token_type")).isEqualTo("Bearer");
        assertThat(tokens.body().at("/expires_in").asInt()).isEqualTo(900);
        assertThat(tokens.text("/refresh_token")).hasSize(43);

        SignedJWT jwt = SignedJWT.parse(tokens.text("/access_token"));
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        assertThat(jwt.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        assertThat(jwt.getHeader().getKeyID()).isNotEmpty();
        assertThat(claims.getIssuer()).isEqualTo("https://emporium.example");
        assertThat(claims.getAudience()).containsExactly("emporium");
        assertThat(claims.getSubject()).isEqualTo(person.id().toString());
        assertThat(claims.getStringClaim("client_id")).isEqualTo("shop");
        assertThat(claims.getStringListClaim("roles")).containsExactly("customer");
        assertThat(claims.getJWTID()).isNotEmpty();
        assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
                .isEqualTo(900_000);
        assertThat(claims.toString()).doesNotContain(person.email());
    }

    @Test
    void saysTheSameAfterTheSameWorkForAnUnknownEmailAndAWrongPassword() {
        Person person = desk.newPerson();
        int before = desk.hashes();
        Reply wrong = desk.signIn(person.email(), "not the password");
        int afterWrong = desk.hashes();
        Reply unknown = desk.signIn(Desk.newEmail(), "not the password");
        int afterUnknown = desk.hashes();
        assertThat(afterWrong - before).isEqualTo(1);
        assertThat(afterUnknown - afterWrong).isEqualTo(1);
        assertThat(wrong.status()).isEqualTo(unknown.status()).isEqualTo(401);
        assertThat(wrong.text("/code")).isEqualTo("invalid_credentials");
        assertThat(wrong.text("/detail")).isEqualTo(unknown.text("/detail"));
        assertThat(wrong.response().headers().map().keySet())
                .isEqualTo(unknown.response().headers().map().keySet());
        assertThat(wrong.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void takesOnePasswordHoweverItsLettersAreEncoded() {
        for (String first : List.of(SPELT, OTHERWISE)) {
            String email = Desk.newEmail();
            assertThat(desk.registerWith(email, first).status()).isEqualTo(201);
            assertThat(desk.signIn(email, SPELT).status()).isEqualTo(200);
            assertThat(desk.signIn(email, OTHERWISE).status()).isEqualTo(200);
            assertThat(desk.signIn(email, SPELT.replace('é', 'e')).status()).isEqualTo(401);
        }
    }

    @Test
    void makesAnAccountWaitAfterFiveFailuresEvenForTheRightPassword() {
        Person person = desk.newPerson();
        for (int i = 0; i < 5; i++) {
            assertThat(desk.signIn(person.email(), "not the password").status()).isEqualTo(401);
        }
        int hashes = desk.hashes();
        Reply right = desk.signIn(person.email(), Desk.PASSWORD);
        assertThat(right.status()).isEqualTo(429);
        assertThat(right.text("/code")).isEqualTo("too_many_attempts");
        assertThat(Integer.parseInt(right.header("Retry-After"))).isBetween(50, 60);
        assertThat(desk.hashes()).isEqualTo(hashes);
        assertThat(desk.events(person.id())).contains("sign_in_failed", "sign_in_throttled");
    }

    @Test
    void makesAnAccountWaitThatDoesNotExist() {
        String nobody = Desk.newEmail();
        for (int i = 0; i < 5; i++) {
            assertThat(desk.signIn(nobody, "not the password").status()).isEqualTo(401);
        }
        assertThat(desk.signIn(nobody, "not the password").status()).isEqualTo(429);
        assertThat(desk.rows(String.class, "select subject from throttles"))
                .noneMatch(subject -> subject.contains("@"));
    }

    @Test
    void letsNoMoreThanFiveThroughOfManyWhoGuessAtOnce() {
        Person person = desk.newPerson();
        List<Integer> statuses = IntStream.range(0, 40)
                .parallel()
                .mapToObj(i -> desk.signIn(person.email(), "not the password").status())
                .toList();
        assertThat(statuses.stream().filter(status -> status == 401)).hasSize(5);
        assertThat(statuses.stream().filter(status -> status == 429)).hasSize(35);
    }

    @Test
    void letsEverybodyInWhoSignsInAtOnceWithTheRightPassword() throws Exception {
        Person person = desk.newPerson();
        CountDownLatch begun = new CountDownLatch(20);
        Callable<Integer> signIn = () -> {
            begun.countDown();
            begun.await();
            return desk.signIn(person.email(), Desk.PASSWORD).status();
        };
        ExecutorService twenty = Executors.newFixedThreadPool(20);
        try {
            for (Future<Integer> status : twenty.invokeAll(Collections.nCopies(20, signIn))) {
                assertThat(status.get()).isEqualTo(200);
            }
        } finally {
            twenty.shutdownNow();
        }
    }

    @Test
    void waitsLongerEachTimeAndForgetsWithASuccess() {
        Person person = desk.newPerson();
        for (int i = 0; i < 5; i++) {
            desk.signIn(person.email(), "not the password");
        }
        desk.database.useHandle(handle -> handle.execute("update throttles set blocked_until = now()"));
        assertThat(desk.signIn(person.email(), "not the password").status()).isEqualTo(401);
        Reply longer = desk.signIn(person.email(), Desk.PASSWORD);
        assertThat(Integer.parseInt(longer.header("Retry-After"))).isBetween(110, 120);

        desk.database.useHandle(handle -> handle.execute("update throttles set blocked_until = now()"));
        assertThat(desk.signIn(person.email(), Desk.PASSWORD).status()).isEqualTo(200);
        for (int i = 0; i < 4; i++) {
            assertThat(desk.signIn(person.email(), "not the password").status()).isEqualTo(401);
        }
        assertThat(desk.signIn(person.email(), Desk.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void makesAnAddressWaitThatTriesManyAccounts() {
        String address = Desk.newAddress();
        Person person = desk.newPerson();
        for (int i = 0; i < 50; i++) {
            assertThat(desk.client("nobody", "wrong", "X-Forwarded-For", address)
                            .status())
                    .isEqualTo(401);
        }
        assertThat(desk.signIn(person.email(), Desk.PASSWORD, "X-Forwarded-For", address)
                        .status())
                .isEqualTo(429);
        // what a client writes before the gateway's word makes no difference
        assertThat(desk.signIn(person.email(), Desk.PASSWORD, "X-Forwarded-For", "198.51.100.9, " + address)
                        .status())
                .isEqualTo(429);
        assertThat(desk.signIn(person.email(), Desk.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void remembersFailuresWhenTheServiceStartsAnew() {
        String email = Desk.newEmail();
        try (Desk first = new Desk()) {
            for (int i = 0; i < 5; i++) {
                first.signIn(email, "not the password");
            }
            try (Desk second = new Desk(first.postgres)) {
                assertThat(second.signIn(email, "not the password").status()).isEqualTo(429);
            }
        }
    }

    @Test
    void sendsAwayWhoeverComesBeyondWhatCanBeHashed() {
        try (Desk narrow = new Desk("passwords.waiting=0", "passwords.patience=0s")) {
            List<Reply> replies = IntStream.range(0, 16)
                    .parallel()
                    .mapToObj(i -> narrow.signIn(Desk.newEmail(), "not the password"))
                    .toList();
            assertThat(replies.stream().map(Reply::status)).contains(401, 503).containsOnly(401, 503);
            assertThat(replies.stream().filter(reply -> reply.status() == 503))
                    .allMatch(reply -> reply.text("/code").equals("busy")
                            && reply.header("Retry-After").equals("2"));
            long counted = narrow.rows(
                            Long.class,
                            "select coalesce(sum(failures), 0) from throttles where subject like 'account:%'")
                    .get(0);
            assertThat(counted)
                    .isEqualTo(replies.stream()
                            .filter(reply -> reply.status() == 401)
                            .count());
        }
    }

    @Test
    void takesTheFormsOfOauthToo() {
        Person person = desk.newPerson();
        String form =
                form("grant_type", "password", "username", person.email(), "password", Desk.PASSWORD, "scope", "");
        // as Swagger UI sends it: with an empty client's credentials
        Reply tokens = desk.send(
                "POST",
                "/tokens",
                form,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Authorization",
                "Basic Og==");
        assertThat(tokens.status()).isEqualTo(200);
        assertThat(desk.as(tokens.text("/access_token"), "GET", "/me", null).text("/email"))
                .isEqualTo(person.email());
        Reply renewed = desk.send(
                "POST",
                "/tokens",
                form("grant_type", "refresh_token", "refresh_token", tokens.text("/refresh_token")),
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(renewed.status()).isEqualTo(200);
        assertThat(desk.send(
                                "POST",
                                "/tokens",
                                "grant_type=implicit",
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .text("/errors/0/field"))
                .isEqualTo("grant_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"username", "password", "grant_type", "scope"})
    void refusesAFormThatSaysSomethingTwice(String name) {
        Person person = desk.newPerson();
        String form = form(
                "grant_type",
                "password",
                "username",
                person.email(),
                "password",
                Desk.PASSWORD,
                "scope",
                "",
                name,
                "x");
        Reply reply = desk.send("POST", "/tokens", form, "Content-Type", "application/x-www-form-urlencoded");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text("/errors/0/field")).isEqualTo(name);
    }

    @Test
    void doesNotMindAnExpiredTokenBesideTheCredentials() {
        Person person = desk.newPerson();
        Reply renewed = desk.send(
                "POST",
                "/tokens",
                "{\"grant_type\": \"refresh_token\", \"refresh_token\": \"" + person.refreshToken() + "\"}",
                "Authorization",
                "Bearer expired");
        assertThat(renewed.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"grant_type\": \"password\"}",
                "{\"grant_type\": \"password\", \"email\": \"a@example.com\"}",
                "{\"grant_type\": \"refresh_token\"}",
                "{\"grant_type\": \"client_credentials\", \"client_id\": \"order-service\"}",
                "{\"grant_type\": \"implicit\"}",
                "{\"grant_type\": \"password\", \"email\": \"a@example.com\", \"password\": \"x\", \"roles\": [\"admin\"]}"
            })
    void refusesARequestThatIsNotComplete(String body) {
        assertThat(desk.send("POST", "/tokens", body).status()).isEqualTo(422);
    }

    @Test
    void givesServicesATokenOfTheirOwn() throws Exception {
        Reply tokens = desk.client("order-service", "0123456789abcdef");
        assertThat(tokens.status()).isEqualTo(200);
        assertThat(tokens.body().has("refresh_token")).isFalse();
        JWTClaimsSet claims = SignedJWT.parse(tokens.text("/access_token")).getJWTClaimsSet();
        assertThat(claims.getStringListClaim("roles")).containsExactly("service");
        assertThat(claims.getStringClaim("client_id")).isEqualTo("order-service");
        UUID.fromString(claims.getSubject());
        assertThat(desk.as(tokens.text("/access_token"), "GET", "/me", null).status())
                .isEqualTo(403);
        assertThat(desk.client("order-service", "0123456789abcdeF").status()).isEqualTo(401);
        assertThat(desk.client("cart-service", "0123456789abcdef").status()).isEqualTo(401);
    }

    @Test
    void endsTheSessionWithTheSignOut() {
        Person person = desk.newPerson();
        String other = desk.signIn(person.email(), Desk.PASSWORD).text("/refresh_token");
        String body = "{\"refresh_token\": \"" + person.refreshToken() + "\"}";
        assertThat(desk.send("DELETE", "/tokens", body).status()).isEqualTo(204);
        assertThat(desk.send("DELETE", "/tokens", body).status()).isEqualTo(204);
        assertThat(desk.refresh(person.refreshToken()).status()).isEqualTo(401);
        assertThat(desk.refresh(other).status()).isEqualTo(200);
        assertThat(desk.events(person.id())).contains("signed_out");
    }
}
