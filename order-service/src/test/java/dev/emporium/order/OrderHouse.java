package dev.emporium.order;

import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.TestTokens;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/** One order-service with all around it, for all tests that need no other; started when first asked for and gone with the JVM. */
final class OrderHouse {
    static final TestPostgres DATABASE = TestPostgres.create();
    static final Shop SHOP = new Shop(TestKafka.bootstrapServers());
    static final TestTokens TOKENS = new TestTokens();
    static final TestService<OrderConfiguration> SERVICE = TestService.start(
            OrderService.class,
            DATABASE,
            "kafka.bootstrapServers=" + TestKafka.bootstrapServers(),
            "productService=" + SHOP.productsUrl(),
            "cartService=" + SHOP.cartsUrl(),
            "tokens.jwksUrl=" + TOKENS.jwksUrl(),
            "checkout.timeout=3s",
            "limits.guestOrdersPerHour=10000",
            "limits.guestPiecesPerHour=100000");
    static final Jdbi JDBI = Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    private OrderHouse() {}

    static Client guest() {
        return new Client(SERVICE);
    }

    static Client as(UUID id, Role role) {
        return guest().with("Authorization", TOKENS.bearer(id, role));
    }

    static Client staff() {
        return as(UUID.randomUUID(), Role.STAFF);
    }

    /** Until a query says true. */
    static void await(String condition) {
        Instant end = Instant.now().plusSeconds(30);
        while (!JDBI.withHandle(
                handle -> handle.createQuery(condition).mapTo(Boolean.class).one())) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("never: " + condition);
            }
            JDBI.useHandle(handle -> handle.execute("select pg_sleep(0.02)"));
        }
    }
}
