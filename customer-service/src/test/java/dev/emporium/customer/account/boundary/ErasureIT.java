package dev.emporium.customer.account.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import dev.emporium.customer.Desk.Reply;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.InterruptedMigrations;
import dev.emporium.platform.testing.TestKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ErasureIT {
    private static final String MARK = "zyxmark";
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk("kafka.bootstrapServers=" + TestKafka.bootstrapServers());
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    /** Every place in the database, as text, where the mark is found. */
    private static List<String> traces(String mark) {
        List<String> found = new ArrayList<>();
        List<String> tables = desk.rows(
                String.class,
                "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'");
        assertThat(tables).contains("customers", "addresses", "audit_entries", "outbox", "idempotency_keys");
        for (String table : tables) {
            String sql = "select t::text from \"" + table + "\" t where lower(t::text) like ?";
            found.addAll(desk.rows(String.class, sql, "%" + mark.toLowerCase() + "%").stream()
                    .map(row -> table + ": " + row)
                    .toList());
        }
        return found;
    }

    private static Reply delete(String token, String password) {
        return desk.as(token, "DELETE", "/me", "{\"current_password\": \"" + password + "\"}");
    }

    @Test
    void leavesNothingThatSaysWhoseTheAccountWasAndTellsTheOthers() throws Exception {
        String email = MARK + UUID.randomUUID() + "@Example.com";
        Reply made = desk.send(
                "POST",
                "/",
                "{\"email\": \"%s\", \"password\": \"%s\", \"name\": \"%s Jo\"}".formatted(email, Desk.PASSWORD, MARK),
                "Idempotency-Key",
                MARK + UUID.randomUUID());
        UUID id = UUID.fromString(made.text("/customer_id"));
        desk.signIn(email, "not the password");
        Reply tokens = desk.signIn(email, Desk.PASSWORD);
        String token = tokens.text("/access_token");
        desk.as(
                token,
                "POST",
                "/me/addresses",
                "{\"name\": \"%1$s\", \"line1\": \"%1$s\", \"line2\": \"%1$s\", \"city\": \"%1$s\", \"region\": \"%1$s\", \"postal_code\": \"%1$s\", \"country\": \"QA\"}"
                        .formatted(MARK),
                "Idempotency-Key",
                MARK + "-address");
        // idempotency keys are there as hashes only
        assertThat(traces(MARK)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(traces(id.toString())).hasSizeGreaterThan(4);

        assertThat(delete(token, "not the password").status()).isEqualTo(403);
        assertThat(delete(token, Desk.PASSWORD).status()).isEqualTo(204);

        assertThat(traces(MARK)).isEmpty();
        assertThat(desk.rows(UUID.class, "select customer_id from customers where customer_id = ?", id))
                .containsExactly(id);
        assertThat(desk.rows(Integer.class, "select count(*) from sessions where customer_id = ?", id))
                .containsExactly(0);
        assertThat(desk.as(token, "GET", "/me", null).status()).isEqualTo(404);
        assertThat(desk.as(
                                token,
                                "POST",
                                "/me/addresses",
                                "{\"name\": \"a\", \"line1\": \"b\", \"city\": \"c\", \"postal_code\": \"LS1 1AA\", \"country\": \"GB\"}")
                        .status())
                .isEqualTo(404);
        assertThat(desk.refresh(tokens.text("/refresh_token")).status()).isEqualTo(401);
        assertThat(desk.signIn(email, Desk.PASSWORD).status()).isEqualTo(401);
        assertThat(desk.events(id)).endsWith("account_deleted");
        assertToldOthers(id);
        // the address may be used again, by somebody new
        assertThat(desk.register(email).text("/customer_id")).isNotEqualTo(id.toString());
    }

    @Test
    void noRequestOfADeletedAccountMakesItAnew() {
        String email = Desk.newEmail();
        String key = UUID.randomUUID().toString();
        String id = desk.register(email, "Idempotency-Key", key).text("/customer_id");
        assertThat(delete(desk.signIn(email, Desk.PASSWORD).text("/access_token"), Desk.PASSWORD)
                        .status())
                .isEqualTo(204);
        Reply again = desk.register(email, "Idempotency-Key", key);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("/code")).isEqualTo("account_deleted");
        assertThat(desk.signIn(email, Desk.PASSWORD).status()).isEqualTo(401);
        assertThat(desk.rows(
                        Integer.class,
                        "select length(request_hash) from idempotency_keys where resource_id = ?",
                        UUID.fromString(id)))
                .containsExactly(0);
    }

    /** The password was right, and then its account is gone: from where it was shown is not remembered. */
    @Test
    void aSignInThatMeetsTheDeletionLeavesNothing() throws SQLException {
        Person person = desk.newPerson();
        CompletableFuture<Reply> signIn;
        try (Handle deletion = desk.database.open()) {
            deletion.begin();
            deletion.execute("select from customers where customer_id = ? for update", person.id());
            signIn = CompletableFuture.supplyAsync(() -> desk.signIn(person.email(), Desk.PASSWORD));
            InterruptedMigrations.await(
                    deletion.getConnection(),
                    "exists (select from pg_locks join pg_stat_activity using (pid)"
                            + " where not granted and datname = current_database())");
            deletion.execute("delete from known_networks where customer_id = ?", person.id());
            deletion.execute(
                    """
                    update customers set email = null, email_key = null, name = null, password_hash = null,
                        roles = '{}', erased_at = now() where customer_id = ?
                    """,
                    person.id());
            deletion.commit();
        }
        assertThat(signIn.join().status()).isEqualTo(401);
        assertThat(desk.rows(String.class, "select network from known_networks where customer_id = ?", person.id()))
                .isEmpty();
    }

    /** As docs/runbooks/backup-and-restore.md goes. */
    @Test
    void aDeletionThatARestoredDatabaseKnowsNothingOfIsMadeAgainByTheRunbook() throws Exception {
        String email = MARK + UUID.randomUUID() + "@Example.com";
        UUID id = UUID.fromString(
                desk.register(email, "Idempotency-Key", UUID.randomUUID().toString())
                        .text("/customer_id"));
        Reply tokens = desk.signIn(email, Desk.PASSWORD);
        desk.as(
                tokens.text("/access_token"),
                "POST",
                "/me/addresses",
                "{\"name\": \"%1$s\", \"line1\": \"b\", \"city\": \"c\", \"postal_code\": \"LS1 1AA\", \"country\": \"GB\"}"
                        .formatted(email));
        assertThat(traces(email)).hasSize(2);

        List<String> blocks = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/runbooks/backup-and-restore.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        try (Handle psql = desk.database.open()) {
            psql.createScript(blocks.get(1).replace("0193b3a0-0000-7000-8000-0000000000c1", id.toString()))
                    .execute();
            psql.createScript(blocks.get(0).replace("2026-11-21 09:00Z", "yesterday"))
                    .execute();
        }

        assertThat(traces(email)).isEmpty();
        assertThat(desk.refresh(tokens.text("/refresh_token")).status()).isEqualTo(401);
        assertThat(desk.signIn(email, Desk.PASSWORD).status()).isEqualTo(401);
        assertThat(desk.rows(
                        Integer.class, "select length(request_hash) from idempotency_keys where resource_id = ?", id))
                .containsExactly(0);
        assertToldOthers(id);
    }

    private static void assertToldOthers(UUID id) throws Exception {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        TestKafka.bootstrapServers(),
                        "group.id",
                        UUID.randomUUID().toString(),
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of("customer.events"));
            List<String> heard = new ArrayList<>();
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (heard.isEmpty() && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (record.key().equals(id.toString()) && record.value().contains("customer.deleted")) {
                        heard.add(record.value());
                    }
                });
            }
            assertThat(heard).hasSize(1);
            assertThat(EventContracts.violations(heard.get(0))).isEmpty();
            assertThat(new ObjectMapper().readTree(heard.get(0)).at("/data").toString())
                    .isEqualTo("{\"customer_id\":\"" + id + "\"}");
        }
    }

    @Test
    void keepsTheLastAdmin() {
        Reply refused = delete(desk.admin(), Desk.PASSWORD);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/code")).isEqualTo("last_admin");
        assertThat(desk.signIn(Desk.ADMIN, Desk.PASSWORD).status()).isEqualTo(200);
    }
}
