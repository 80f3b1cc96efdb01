package dev.emporium.customer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/** The running customer service with its own database, as a customer and an admin meet it. */
public final class Desk implements AutoCloseable {
    public static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    public static final String ADMIN = "root@emporium.example";
    public static final String PASSWORD = "a rather long phrase";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger ADDRESSES = new AtomicInteger();
    /** The first one's signing key, as its row: to make another takes a second of a processor. */
    private static volatile String signingKey;
    /** The first newcomer's: to compute a hash takes a tenth of a second of a processor. */
    private static volatile String passwordHash;

    public final Jdbi database;
    public final TestPostgres postgres;
    private final TestService<CustomerConfiguration> service;
    private final HttpClient http = HttpClient.newHttpClient();
    private String admin;

    public Desk(String... overrides) {
        this(TestPostgres.create(), overrides);
    }

    public Desk(TestPostgres postgres, String... overrides) {
        this.postgres = postgres;
        // each setting once: which of two would hold is anybody's guess
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka.bootstrapServers", "127.0.0.1:1");
        settings.put("encryptionKey", KEY);
        settings.put("serviceClients", "order-service:0123456789abcdef");
        settings.put("firstAdmin.email", ADMIN);
        settings.put("firstAdmin.password", PASSWORD);
        // a busy machine hashes slowly, which is no test's matter but that of the limits'
        settings.put("passwords.patience", "30s");
        for (String override : overrides) {
            settings.put(override.split("=", 2)[0], override.split("=", 2)[1]);
        }
        String[] all = settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        postgres.migrate();
        database = Jdbi.create(postgres.jdbcUrl(), postgres.user(), postgres.password())
                .installPlugin(new PostgresPlugin());
        boolean takesAnyKey = KEY.equals(settings.get("encryptionKey"))
                && settings.keySet().stream().noneMatch(name -> name.startsWith("keys."));
        if (signingKey != null && takesAnyKey) {
            database.useHandle(handle -> handle.execute(
                    """
                    insert into signing_keys select * from json_populate_record(null::signing_keys, ?::json)
                    where not exists (select from signing_keys)
                    """,
                    signingKey));
        }
        service = TestService.start(CustomerService.class, postgres, all);
        if (signingKey == null && takesAnyKey) {
            signingKey = rows(String.class, "select row_to_json(signing_keys) from signing_keys")
                    .get(0);
        }
    }

    /** What came back. */
    public record Reply(int status, JsonNode body, HttpResponse<String> response) {
        public String text(String pointer) {
            return body.at(pointer).asText();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    public URI uri(String path) {
        return service.uri("/customers" + path);
    }

    public URI root(String path) {
        return service.uri(path);
    }

    /** An address that nobody has used. */
    public static String newAddress() {
        int n = ADDRESSES.incrementAndGet();
        return "203.%d.%d.7".formatted(n / 250, n % 250);
    }

    /** @param headers name, value, name, value ... */
    public Reply send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        List<String> all = new ArrayList<>(Arrays.asList(headers));
        if (body != null && !all.contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        if (!all.contains("X-Forwarded-For")) {
            all.addAll(List.of("X-Forwarded-For", newAddress()));
        }
        try {
            HttpResponse<String> response =
                    http.send(request.headers(all.toArray(String[]::new)).build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The same with an access token. */
    public Reply as(String accessToken, String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(Arrays.asList(headers));
        all.addAll(List.of("Authorization", "Bearer " + accessToken));
        return send(method, path, body, all.toArray(String[]::new));
    }

    public static String newEmail() {
        return "jo-" + UUID.randomUUID() + "@example.com";
    }

    public Reply register(String email, String... headers) {
        return registerWith(email, PASSWORD, headers);
    }

    public Reply registerWith(String email, String password, String... headers) {
        return send(
                "POST",
                "/",
                "{\"email\": \"%s\", \"password\": \"%s\", \"name\": \"Jo Doe\"}".formatted(email, password),
                headers);
    }

    public Reply signIn(String email, String password, String... headers) {
        return send(
                "POST",
                "/tokens",
                "{\"grant_type\": \"password\", \"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password),
                headers);
    }

    public Reply refresh(String refreshToken) {
        return send(
                "POST",
                "/tokens",
                "{\"grant_type\": \"refresh_token\", \"refresh_token\": \"%s\"}".formatted(refreshToken));
    }

    public Reply client(String id, String secret, String... headers) {
        return send(
                "POST",
                "/tokens",
                "{\"grant_type\": \"client_credentials\", \"client_id\": \"%s\", \"client_secret\": \"%s\"}"
                        .formatted(id, secret),
                headers);
    }

    /** A new customer who has registered and signed in. */
    public Person newcomer() {
        String email = newEmail();
        String id = register(email).text("/customer_id");
        Reply tokens = signIn(email, PASSWORD);
        return new Person(UUID.fromString(id), email, tokens.text("/access_token"), tokens.text("/refresh_token"));
    }

    /** A customer with a session, for a test that does not ask how they came to it: no password is hashed for them. */
    public Person newPerson() {
        if (passwordHash == null) {
            Person first = newcomer();
            passwordHash = rows(String.class, "select password_hash from customers where customer_id = ?", first.id())
                    .get(0);
            return first;
        }
        String email = newEmail();
        UUID id = Uuid7.next();
        UUID session = Uuid7.next();
        String token = session.toString();
        database.useTransaction(transaction -> {
            transaction.execute(
                    """
                    insert into customers (customer_id, email, email_key, name, password_hash, roles)
                    values (?, ?, ?, 'Jo Doe', ?, '{customer}')
                    """,
                    id,
                    email,
                    email,
                    passwordHash);
            transaction.execute("insert into sessions (session_id, customer_id) values (?, ?)", session, id);
            transaction.execute(
                    """
                    insert into refresh_tokens (token_hash, session_id, expires_at)
                    values (sha256(?::bytea), ?, now() + interval '30 days')
                    """,
                    token,
                    session);
        });
        Reply tokens = refresh(token);
        return new Person(id, email, tokens.text("/access_token"), tokens.text("/refresh_token"));
    }

    /** A new admin, whose token says so. */
    public Person newAdmin() {
        Person person = newPerson();
        setRoles(person.id(), "admin");
        Reply tokens = refresh(person.refreshToken());
        return new Person(person.id(), person.email(), tokens.text("/access_token"), tokens.text("/refresh_token"));
    }

    /** The first admin gives somebody this role and no other. */
    public Reply setRoles(UUID id, String role) {
        return as(admin(), "PUT", "/" + id + "/roles", "{\"roles\": [\"" + role + "\"]}");
    }

    /** Somebody who is signed in. */
    public record Person(UUID id, String email, String accessToken, String refreshToken) {}

    /** The first admin's access token, of one sign-in: it lasts longer than a class of tests. */
    public synchronized String admin() {
        if (admin == null) {
            admin = signIn(ADMIN, PASSWORD).text("/access_token");
        }
        return admin;
    }

    /** How many hashes were computed. */
    public int hashes() {
        try {
            String metrics = http.send(
                            HttpRequest.newBuilder(service.admin("/metrics")).build(), BodyHandlers.ofString())
                    .body();
            Matcher line = Pattern.compile("(?m)^password_hashes_computed_total ([0-9.]+)$")
                    .matcher(metrics);
            return line.find() ? (int) Double.parseDouble(line.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One column of what the query finds. */
    public <T> List<T> rows(Class<T> type, String sql, Object... bound) {
        return database.withHandle(
                handle -> handle.select(sql, bound).mapTo(type).list());
    }

    /** The kinds of security events about a customer, oldest first. */
    public List<String> events(UUID customerId) {
        return database.withHandle(handle -> handle.createQuery(
                        "select action from audit_entries where subject_id = :id order by at, entry_id")
                .bind("id", customerId)
                .mapTo(String.class)
                .list());
    }

    @Override
    public void close() {
        service.close();
    }
}
