package dev.emporium.product.catalogue.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.local.LocalPostgres;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.Wait;
import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductFixture;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At a real standby, which is sent the log of its primary when a test says so, and lacks what came since. */
class RecentReadsIT {
    @TempDir
    static Path folder;

    private static LocalPostgres primary;
    private static LocalPostgres standby;
    private static Jdbi there;
    private static Jdbi here;

    private final AtomicLong now = new AtomicLong();
    private final RecentReads reads = new RecentReads(here, Optional.of(there), new PrometheusRegistry(), now::get);

    @BeforeAll
    static void aPrimaryAndItsStandby() throws Exception {
        Path data = folder.resolve("primary");
        try (LocalPostgres fresh = LocalPostgres.start(data, 0, false)) {
            TestPostgres.of(fresh.jdbcUrl("shop")).migrate();
        }
        Path shipped = data.resolve("shipped");
        set(data, "archive_mode = on\narchive_command = 'mkdir -p shipped && cp %p shipped/%f'");
        Path copy = folder.resolve("standby");
        copy(data, copy);
        set(copy, "restore_command = 'cp " + shipped + "/%f %p'\nwal_retrieve_retry_interval = '20ms'");
        Files.createFile(copy.resolve("standby.signal"));
        primary = LocalPostgres.start(data, 0, false);
        standby = LocalPostgres.start(copy, 0, false);
        here = jdbi(primary);
        there = jdbi(standby);
        here.useHandle(handle -> handle.execute("create table notes (note text)"));
        ship();
    }

    private static void copy(Path data, Path copy) throws Exception {
        assertThat(new ProcessBuilder("cp", "-Rp", data.toString(), copy.toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void set(Path data, String settings) throws Exception {
        Files.writeString(data.resolve("postgresql.auto.conf"), settings + "\n", StandardOpenOption.APPEND);
    }

    private static Jdbi jdbi(LocalPostgres server) {
        return Jdbi.create(server.jdbcUrl("shop"), "postgres", "");
    }

    @AfterAll
    static void bothStop() {
        standby.close();
        primary.close();
    }

    /** All that is in the log by now; returns once the standby has it. */
    private static void ship() {
        shipAnd(() -> {});
    }

    /** And has this look when the standby has it: the primary writes to its log by itself at times. */
    private static void shipAnd(Runnable look) {
        try {
            Wait.until(() -> {
                text(here, "select cast(pg_switch_wal() as text)");
                look.run();
                String end = text(here, RecentReads.POSITION);
                assertThat(text(there, "select cast(pg_last_wal_replay_lsn() >= '" + end + "' as text)"))
                        .isEqualTo("true");
            });
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Jdbi jdbi, String question) {
        return jdbi.withHandle(
                handle -> handle.createQuery(question).mapTo(String.class).one());
    }

    private static String note() {
        String note = UUID.randomUUID().toString();
        here.useHandle(handle -> handle.execute("insert into notes values (?)", note));
        return note;
    }

    /** Where this was read: a standby is always in recovery. */
    private String readAt() {
        return reads.since(reads.moment()).in(RecentReadsIT::server);
    }

    private static String server(Handle handle) {
        boolean recovers = handle.createQuery("select pg_is_in_recovery()")
                .mapTo(Boolean.class)
                .one();
        return recovers ? "standby" : "primary";
    }

    private boolean shows(String note) {
        return reads.since(reads.moment())
                .in(handle -> handle.createQuery("select exists (select from notes where note = ?)")
                        .bind(0, note)
                        .mapTo(Boolean.class)
                        .one());
    }

    @Test
    void aStandbyIsReadThatHasAllThatThereWas() {
        String note = note();
        ship();
        assertThat(readAt()).as("before anybody has looked").isEqualTo("primary");
        shipAnd(reads::look);
        assertThat(shows(note)).isTrue();
        assertThat(readAt()).isEqualTo("standby");
    }

    @Test
    void oneThatLacksSomethingIsPassedBy() {
        ship();
        String note = note();
        reads.look();
        assertThat(shows(note)).isTrue();
        assertThat(readAt()).isEqualTo("primary");
        ship();
        assertThat(readAt()).isEqualTo("standby");
    }

    @Test
    void whatThisProcessHasChangedIsShownAtOnce() {
        shipAnd(reads::look);
        now.incrementAndGet();
        String note = note();
        reads.forget();
        assertThat(shows(note)).isTrue();
        assertThat(readAt()).isEqualTo("primary");
        now.incrementAndGet();
        shipAnd(reads::look);
        assertThat(readAt()).isEqualTo("standby");
    }

    @Test
    void nothingIsReadThatIsOlderThanASecond() {
        shipAnd(reads::look);
        now.addAndGet(Showcase.TRUST.toNanos() - 1);
        assertThat(readAt()).isEqualTo("standby");
        assertThat(reads.moment()).isZero();
        now.incrementAndGet();
        assertThat(readAt()).isEqualTo("primary");
        assertThat(reads.moment()).isEqualTo(now.get());
    }

    @Test
    void nothingIsOlderThanTheMomentThatItIsSaidToBeOf() {
        now.set(7);
        long moment = reads.moment();
        // somebody has begun to look before that moment, and comes to an end only now
        now.set(3);
        shipAnd(reads::look);
        assertThat(moment).isEqualTo(7);
        assertThat(reads.<String>since(moment).in(RecentReadsIT::server)).isEqualTo("primary");
        assertThat(reads.<String>since(3).in(RecentReadsIT::server)).isEqualTo("standby");
    }

    @Test
    void oneThatIsAwayIsPassedByAndAskedAgainLater() {
        shipAnd(reads::look);
        int port = standby.port();
        standby.process().destroyForcibly();
        standby.process().onExit().join();
        assertThat(readAt()).isEqualTo("primary");
        now.incrementAndGet();
        assertThat(reads.moment()).as("it is not read any more").isEqualTo(now.get());
        assertThatThrownBy(reads::look).isInstanceOf(JdbiException.class);
        assertThat(readAt()).isEqualTo("primary");
        standby.close();
        standby = LocalPostgres.start(folder.resolve("standby"), port, false);
        shipAnd(reads::look);
        assertThat(readAt()).isEqualTo("standby");
    }

    @Test
    void oneThatHasBecomeAPrimaryIsPassedBy() throws Throwable {
        ship();
        standby.close();
        Path data = folder.resolve("promoted");
        copy(folder.resolve("standby"), data);
        standby = LocalPostgres.start(folder.resolve("standby"), standby.port(), false);
        try (LocalPostgres other = LocalPostgres.start(data, 0, false)) {
            Jdbi promoted = jdbi(other);
            RecentReads late = new RecentReads(here, Optional.of(promoted), new PrometheusRegistry(), now::get);
            Function<Handle, String> port = handle -> handle.createQuery("select inet_server_port()")
                    .mapTo(String.class)
                    .one();
            Wait.until(() -> {
                shipAnd(late::look);
                assertThat(late.<String>since(0).in(port::apply)).isEqualTo(Integer.toString(other.port()));
            });
            promoted.useHandle(handle -> handle.execute("select pg_promote()"));
            late.look();
            assertThat(late.<String>since(0).in(port::apply)).isEqualTo(Integer.toString(primary.port()));
        }
    }

    @Test
    void whoHasWaitedForItForTooLongReadsThePrimary() {
        ship();
        Jdbi slow = Jdbi.create(() -> {
            now.addAndGet(Showcase.TRUST.toNanos());
            return DriverManager.getConnection(standby.jdbcUrl("shop"), "postgres", "");
        });
        RecentReads late = new RecentReads(here, Optional.of(slow), new PrometheusRegistry(), now::get);
        now.set(0);
        late.look();
        now.set(0);
        assertThat(late.<String>since(0).in(RecentReadsIT::server)).isEqualTo("primary");
    }

    private static DataSource ofOneConnection() {
        PoolProperties one = new PoolProperties();
        one.setUrl(standby.jdbcUrl("shop"));
        one.setUsername("postgres");
        one.setMaxActive(1);
        one.setInitialSize(1);
        one.setMaxWait(1);
        return new DataSource(one);
    }

    @Test
    void oneThatHasNoRoomIsPassedByOnlyByThoseWhoFindNone() throws Exception {
        ship();
        DataSource pool = ofOneConnection();
        try {
            Jdbi narrow = Jdbi.create(pool);
            RecentReads crowded = new RecentReads(here, Optional.of(narrow), new PrometheusRegistry(), now::get);
            shipAnd(crowded::look);
            Connection taken = pool.getConnection();
            assertThat(crowded.<String>since(0).in(RecentReadsIT::server)).isEqualTo("primary");
            taken.close();
            assertThat(crowded.<String>since(0).in(RecentReadsIT::server)).isEqualTo("standby");
        } finally {
            pool.close();
        }
    }

    @Test
    void oneThatHasNoRoomForWhoLooksIsNotAway() throws Exception {
        ship();
        DataSource pool = ofOneConnection();
        try {
            RecentReads crowded =
                    new RecentReads(here, Optional.of(Jdbi.create(pool)), new PrometheusRegistry(), now::get);
            crowded.look();
            now.addAndGet(Showcase.TRUST.toNanos());
            Connection taken = pool.getConnection();
            shipAnd(crowded::look);
            taken.close();
            assertThat(crowded.<String>since(now.get()).in(RecentReadsIT::server))
                    .isEqualTo("standby");
        } finally {
            pool.close();
        }
    }

    @Test
    void howLongThePrimaryIsWaitedForMakesNothingOld() {
        ship();
        Jdbi busy = Jdbi.create(() -> {
            now.addAndGet(Showcase.TRUST.toNanos());
            return DriverManager.getConnection(primary.jdbcUrl("shop"), "postgres", "");
        });
        RecentReads late = new RecentReads(busy, Optional.of(there), new PrometheusRegistry(), now::get);
        shipAnd(late::look);
        assertThat(late.<String>since(now.get()).in(RecentReadsIT::server)).isEqualTo("standby");
    }

    @Test
    void nobodyWaitsForLongForOneThatStandsStill() throws Throwable {
        ProductApi api =
                ProductApi.with(TestPostgres.of(primary.jdbcUrl("shop")), "readUrl=" + standby.jdbcUrl("shop"));
        try {
            awaitReadsAtTheReplica(api);
            List<ProcessHandle> still = Stream.concat(
                            Stream.of(standby.process()), standby.process().descendants())
                    .toList();
            signal("-STOP", still);
            ExecutorService guests = Executors.newFixedThreadPool(40);
            try {
                long begun = System.nanoTime();
                List<Future<Integer>> answers = IntStream.range(0, 40)
                        .mapToObj(i -> guests.submit(
                                () -> api.get("/products/?brand=" + i).status()))
                        .toList();
                for (Future<Integer> answer : answers) {
                    assertThat(answer.get()).isEqualTo(200);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            } finally {
                signal("-CONT", still);
                guests.shutdown();
            }
        } finally {
            api.stop();
        }
    }

    /** As while the standby replays a change of the table that a search reads. */
    @Test
    void whatNobodyWaitsForEndsAtTheReplicaToo() throws Throwable {
        ProductApi api = ProductApi.with(
                TestPostgres.of(primary.jdbcUrl("shop")),
                "readUrl=" + standby.jdbcUrl("shop"),
                "database.properties.options=-c lock_timeout=100s -c statement_timeout=100s");
        try {
            awaitReadsAtTheReplica(api);
            ExecutorService guests = Executors.newCachedThreadPool();
            List<Future<Integer>> answers = new ArrayList<>();
            try (Handle change = here.open()) {
                change.begin();
                change.execute("lock table listings in access exclusive mode");
                Wait.until(() -> {
                    ship();
                    answers.add(guests.submit(() ->
                            api.get("/products/?brand=" + System.nanoTime()).status()));
                    assertThat(waiting()).isNotEqualTo("0");
                });
                assertThat(metrics(api)).containsPattern("pool_in_use\\{pool=\"replica\"} [1-9]");
                change.rollback();
            } finally {
                guests.shutdown();
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
            Wait.until(() -> assertThat(waiting()).isEqualTo("0"));
        } finally {
            api.stop();
            ship();
        }
    }

    private static String waiting() {
        return text(there, "select cast(count(*) as text) from pg_stat_activity where wait_event_type = 'Lock'");
    }

    private static void awaitReadsAtTheReplica(ProductApi api) throws Throwable {
        Wait.until(() -> {
            ship();
            api.get("/products/?facets=brand&limit=" + (1 + System.nanoTime() % 100));
            assertThat(metrics(api)).containsPattern("recent_reads_total\\{server=\"replica\"} [1-9]");
        });
    }

    private static void signal(String name, List<ProcessHandle> processes) throws Exception {
        Stream<String> ids = processes.stream().map(each -> Long.toString(each.pid()));
        List<String> command = Stream.concat(Stream.of("kill", name), ids).toList();
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    @Test
    void staffReadWhatTheyHaveWrittenAndGuestsWhatWasSoASecondAgo() throws Throwable {
        ProductApi api =
                ProductApi.with(TestPostgres.of(primary.jdbcUrl("shop")), "readUrl=" + standby.jdbcUrl("shop"));
        try {
            ProductFixture.aProduct().with("brand", "\"First\"").create(api);
            awaitReadsAtTheReplica(api);

            UUID mine = ProductFixture.aProduct().with("brand", "\"Second\"").create(api);
            String staff = api.tokens().bearer(UUID.randomUUID(), Role.STAFF);
            assertThat(found(api, "Second", "Authorization", staff)).contains(mine.toString());
            assertThat(found(api, "Second")).contains(mine.toString());

            // as another process would
            here.useHandle(handle -> handle.execute("delete from listings where product_id = ?", mine));
            assertThat(found(api, "Second", "Authorization", staff)).doesNotContain(mine.toString());
            Wait.until(() -> assertThat(found(api, "Second")).doesNotContain(mine.toString()));
        } finally {
            api.stop();
        }
    }

    private static String found(ProductApi api, String brand, String... headers) {
        return api.get("/products/?brand=" + brand, headers).body().toString();
    }

    private static String metrics(ProductApi api) throws Exception {
        URI uri = api.admin("/metrics");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
