package dev.emporium.system;

import dev.emporium.system.Http.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Who signs in at a platform. An account signs in once and keeps its token until shortly before its end: sign-in is slow
 * by intent, and throttled. Thread safe.
 */
public final class Accounts {
    public static final Account CUSTOMER = given("customer");
    public static final Account STAFF = given("staff");
    public static final Account ADMIN = given("admin");

    private static final String PASSWORD = "a-password-for-tests-only";
    private static final String CLIENT = "system-tests";
    private static final Duration RESERVE = Duration.ofMinutes(4);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Http http;
    private final Map<Account, Session> sessions = new ConcurrentHashMap<>();
    private final Map<Account, String> ids = new ConcurrentHashMap<>();

    /** The demo account, or of a platform elsewhere that has none: {@code EMPORIUM_STAFF=email:password}, and so on. */
    private static Account given(String role) {
        String given = System.getenv()
                .getOrDefault(
                        "EMPORIUM_" + role.toUpperCase(Locale.ROOT),
                        role + "@emporium.example:demo-" + role + "-password");
        int colon = given.indexOf(':');
        return new Account(given.substring(0, colon), given.substring(colon + 1));
    }

    Accounts(URI gateway) {
        this.http = new Http(gateway);
    }

    /** Somebody, by what they sign in with. */
    public record Account(String email, String password) {
        Map<String, Object> credentials() {
            return Map.of("grant_type", "password", "email", email, "password", password);
        }
    }

    private record Session(String token, Instant end) {
        boolean isFresh() {
            return Instant.now().isBefore(end.minus(RESERVE));
        }
    }

    /** A present access token of the account, whenever it is asked for. */
    public Supplier<String> tokenOf(Account account) {
        return () -> sessions.compute(
                        account, (same, session) -> session != null && session.isFresh() ? session : signIn(account))
                .token();
    }

    /** With patience: a test may have killed what is needed. */
    private Session signIn(Account account) {
        try {
            return Eventually.get(PATIENCE, () -> {
                Answer answer =
                        http.post("/customers/tokens", account.credentials(), "X-Forwarded-For", address(account));
                if (answer.status() >= 500) {
                    throw new IOException("to be asked again: " + answer);
                }
                if (answer.status() != 200) {
                    throw new RefusedError(answer);
                }
                long life = answer.json().path("expires_in").asLong();
                return new Session(answer.text("access_token"), Instant.now().plusSeconds(life));
            });
        } catch (Exception e) {
            throw new IllegalStateException(account.email() + " cannot sign in", e);
        }
    }

    /** From where somebody comes: all tests together ask for more password hashes in a minute than one address may. */
    private static String address(Account account) {
        int host = account.email().hashCode() & 0xffff;
        return "198.18." + (host >> 8) + "." + (host & 0xff);
    }

    /** Registers somebody new, who is a customer. */
    public Account register() throws IOException, InterruptedException {
        Account account = new Account(Shop.key() + "@system-tests.example", PASSWORD);
        Answer answer = http.post(
                "/customers/",
                Map.of("email", account.email(), "password", account.password(), "name", "Ada Lovelace"),
                "X-Forwarded-For",
                address(account));
        if (answer.status() != 201) {
            throw new RefusedError(answer);
        }
        ids.put(account, answer.text("customer_id"));
        return account;
    }

    /** The admin gives somebody these roles, which hold from the next sign-in on. */
    void grant(Account account, List<String> roles) throws IOException, InterruptedException {
        Answer answer = admin().put("/customers/" + idOf(account) + "/roles", Map.of("roles", roles));
        if (answer.status() != 200) {
            throw new RefusedError(answer);
        }
        sessions.remove(account);
    }

    /** Of somebody who was registered here. */
    public String idOf(Account account) {
        return ids.get(account);
    }

    private Http admin() {
        return http.as(tokenOf(ADMIN));
    }

    /** What a service gets for its own name and secret. */
    String serviceToken() throws IOException, InterruptedException {
        return http.post(
                        "/customers/tokens",
                        Map.of("grant_type", "client_credentials", "client_id", CLIENT, "client_secret", PASSWORD))
                .text("access_token");
    }

    /** As customer-service is told of the one service client. */
    public static String clientSecrets() {
        return CLIENT + ":" + PASSWORD;
    }

    /** Of a session of its own. */
    String refreshToken(Account account) throws IOException, InterruptedException {
        return http.post("/customers/tokens", account.credentials()).text("refresh_token");
    }

    /** There is nothing to ask again. */
    private static final class RefusedError extends Error {
        private static final long serialVersionUID = 1L;

        RefusedError(Answer answer) {
            super(answer.toString());
        }
    }
}
