package dev.emporium.customer.key.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.customer.audit.control.AdminNow;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.customer.key.control.SigningKeys.Rotation;
import dev.emporium.customer.key.entity.KeySeal;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.testing.TestDatabase;
import io.dropwizard.util.Duration;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SigningKeysIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    /** With patience: many wait here for the lock. */
    private static final Jdbi JDBI = Jdbi.create(DATABASE.jdbcUrl() + "?options=-c%20lock_timeout=20s", "postgres", "")
            .installPlugin(new PostgresPlugin());

    private static final KeySeal SEAL = KeySeal.of(new byte[32]);
    private static final KeyConfiguration STANDARD =
            new KeyConfiguration(Duration.days(30), Duration.minutes(10), Duration.seconds(5), Duration.minutes(15));
    private static final AdminNow ANYBODY = (transaction, caller) -> {};
    private static final AuditTrail TRAIL = new AuditTrail(JDBI, SecurityEvent::tell);
    private final Hand clock = new Hand();

    /** A clock that the test moves. */
    private static final class Hand extends Clock {
        private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");

        void moves(java.time.Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /**
     * Gives each test the same pairs, each of them once, as to make one takes a second of a processor; and notes how many
     * wait for nobody else to add one meanwhile.
     */
    public static final class WatchedPairs extends KeyPairGeneratorSpi {
        private static final List<Long> LOCKS = new CopyOnWriteArrayList<>();
        private static final List<CompletableFuture<KeyPair>> MADE = new ArrayList<>();
        private static int given;
        private final KeyPairGenerator pairs;

        public WatchedPairs() throws GeneralSecurityException {
            pairs = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        }

        static synchronized void giveAnew() {
            LOCKS.clear();
            given = 0;
        }

        private static synchronized CompletableFuture<KeyPair> next() {
            if (given == MADE.size()) {
                MADE.add(new CompletableFuture<>());
            }
            return MADE.get(given++);
        }

        @Override
        public void initialize(int bits, SecureRandom random) {
            pairs.initialize(bits, random);
        }

        @Override
        public KeyPair generateKeyPair() {
            LOCKS.add(DATABASE.jdbi().withHandle(handle -> handle.select(
                            "select count(*) from pg_locks where locktype = 'advisory' and objid = 12")
                    .mapTo(Long.class)
                    .one()));
            CompletableFuture<KeyPair> next = next();
            if (!next.isDone()) {
                next.complete(pairs.generateKeyPair());
            }
            return next.join();
        }
    }

    @BeforeAll
    static void watch() {
        Provider watched = new Provider("watched", "1", "watched pairs") {};
        watched.put("KeyPairGenerator.RSA", WatchedPairs.class.getName());
        Security.insertProviderAt(watched, 1);
    }

    @AfterAll
    static void watchNoMore() {
        Security.removeProvider("watched");
    }

    @BeforeEach
    void empty() {
        DATABASE.jdbi().useHandle(handle -> handle.execute("truncate signing_keys"));
        WatchedPairs.giveAnew();
    }

    private SigningKeys replica() {
        return new SigningKeys(JDBI, clock, SEAL, ANYBODY, TRAIL, STANDARD);
    }

    private static List<String> published(SigningKeys keys) {
        return keys.published().getKeys().stream().map(key -> key.getKeyID()).toList();
    }

    @Test
    void beginsWithOneKeyHoweverManyReplicasStartAtOnce() {
        List<String> kids = IntStream.range(0, 6)
                .parallel()
                .mapToObj(i -> replica().current().kid())
                .distinct()
                .toList();
        assertThat(kids).hasSize(1);
    }

    /** By docs/runbooks/stolen-signing-key.md. Who starts next makes one, sealed with what seals by then. */
    @Test
    void makesNoTokenOnceTheKeysAreDeletedUntilAReplicaHasStarted() {
        SigningKeys keys = replica();
        empty();
        keys.tend();
        assertThat(published(keys)).isEmpty();
        assertThatThrownBy(keys::current)
                .isInstanceOfSatisfying(ProblemException.class, refusal -> assertThat(refusal.status())
                        .isEqualTo(503));
        assertThatThrownBy(() -> keys.rotate(null, Origin.SERVICE)).isInstanceOf(ProblemException.class);

        String next = replica().current().kid();
        keys.tend();
        assertThat(keys.current().kid()).isEqualTo(next);
    }

    @Test
    void makesOneNewKeyHoweverManyReplicasAreAskedAtOnce() {
        List<SigningKeys> replicas = List.of(replica(), replica(), replica());
        List<Rotation> rotations = IntStream.range(0, 9)
                .parallel()
                .mapToObj(i -> replicas.get(i % 3).rotate(null, Origin.SERVICE))
                .toList();
        assertThat(rotations.stream().map(Rotation::kid).distinct()).hasSize(1);
        assertThat(rotations.stream().filter(Rotation::made)).hasSize(1);
    }

    @Test
    void makesAKeyWhileNobodyIsKeptFromTheDatabase() {
        SigningKeys keys = replica();
        WatchedPairs.LOCKS.clear();
        assertThat(keys.rotate(null, Origin.SERVICE).made()).isTrue();
        clock.moves(java.time.Duration.ofDays(30));
        keys.tend();
        assertThat(WatchedPairs.LOCKS).containsExactly(0L, 0L);
        assertThat(published(keys)).hasSize(2);
    }

    @Test
    void overlapsTheOldKeyAndTheNew() {
        SigningKeys keys = replica();
        String old = keys.current().kid();
        String next = keys.rotate(null, Origin.SERVICE).kid();
        assertThat(published(keys)).containsExactly(old, next);
        assertThat(keys.current().kid()).isEqualTo(old);

        clock.moves(java.time.Duration.ofMinutes(10).minusMillis(1));
        assertThat(keys.current().kid()).isEqualTo(old);
        clock.moves(java.time.Duration.ofMillis(1));
        assertThat(keys.current().kid()).isEqualTo(next);

        // until the last token of the old one has expired, with some slack
        clock.moves(java.time.Duration.ofMinutes(17));
        keys.tend();
        assertThat(published(keys)).containsExactly(old, next);
        clock.moves(java.time.Duration.ofMillis(1));
        assertThat(published(keys)).containsExactly(next);
        keys.tend();
        List<String> kept = DATABASE.jdbi().withHandle(handle -> handle.select("select kid from signing_keys")
                .mapTo(String.class)
                .list());
        assertThat(kept).containsExactly(next);
        keys.reload();
        assertThat(keys.current().kid()).isEqualTo(next);
    }

    @Test
    void rotatesBySchedule() {
        SigningKeys keys = replica();
        String first = keys.current().kid();
        clock.moves(java.time.Duration.ofDays(30).minus(java.time.Duration.ofMinutes(11)));
        keys.tend();
        assertThat(published(keys)).containsExactly(first);
        clock.moves(java.time.Duration.ofMinutes(2));
        keys.tend();
        keys.tend();
        assertThat(published(keys)).hasSize(2);
        clock.moves(java.time.Duration.ofMinutes(10));
        assertThat(keys.current().kid()).isNotEqualTo(first);
    }

    @Test
    void showsEveryReplicaTheKeyThatAnotherMade() {
        SigningKeys one = replica();
        SigningKeys two = replica();
        String next = one.rotate(null, Origin.SERVICE).kid();
        two.tend();
        assertThat(published(two)).contains(next);
        clock.moves(java.time.Duration.ofMinutes(10));
        assertThat(two.current().kid()).isEqualTo(next);
    }

    @Test
    void doesNotOpenWithAnotherKey() {
        replica();
        byte[] other = new byte[32];
        other[31] = 1;
        assertThatThrownBy(() -> new SigningKeys(JDBI, clock, KeySeal.of(other), ANYBODY, TRAIL, STANDARD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("KEY_ENCRYPTION_KEY");
    }
}
