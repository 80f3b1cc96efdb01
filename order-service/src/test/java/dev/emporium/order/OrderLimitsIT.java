package dev.emporium.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.Client.Reply;
import dev.emporium.order.checkout.control.GuestLimits;
import dev.emporium.order.checkout.control.OrderLimits;
import dev.emporium.order.checkout.entity.GuestOrders;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.TestTokens;
import dev.emporium.platform.testing.Wait;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody sets aside the whole shop. */
class OrderLimitsIT {
    private static final TestPostgres DATABASE = TestPostgres.create();
    private static final Shop SHOP = new Shop(TestKafka.bootstrapServers());
    /** Nobody decides an order here, and the answers that another service waits for are not taken from it. */
    private static final String NO_KAFKA = "127.0.0.1:1";

    private static final TestTokens TOKENS = new TestTokens();
    private static final TestService<OrderConfiguration> SERVICE = TestService.start(
            OrderService.class,
            DATABASE,
            "kafka.bootstrapServers=" + NO_KAFKA,
            "productService=" + SHOP.productsUrl(),
            "cartService=" + SHOP.cartsUrl(),
            "shippingService=" + SHOP.shipmentsUrl(),
            "tokens.jwksUrl=" + TOKENS.jwksUrl(),
            "limits.perProduct=5",
            "limits.lines=3",
            "limits.pieces=8",
            "limits.guestOrdersPerHour=3",
            "limits.guestPiecesPerHour=12");
    private static final Jdbi JDBI =
            Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    private final UUID product = SHOP.sells("1.00");

    @AfterAll
    static void stop() {
        SERVICE.close();
        SHOP.close();
        TOKENS.close();
    }

    /** In an hour of the clock that does not end before the test. */
    @BeforeEach
    void nobodyHasOrdered() throws Throwable {
        Wait.until(() -> assertThat(Instant.now().plusSeconds(40).truncatedTo(ChronoUnit.HOURS))
                .isBefore(Instant.now()));
        JDBI.useHandle(handle -> handle.execute("delete from guest_orders"));
    }

    private static Client guest(String address) {
        return new Client(SERVICE).with("X-Forwarded-For", address);
    }

    private static Reply order(Client client, String body) {
        return order(client, UUID.randomUUID().toString(), body);
    }

    private static Reply order(Client client, String key, String body) {
        return client.with("Idempotency-Key", key).with("Prefer", "wait=0").send("POST", "/orders/", body);
    }

    private static void assertTooMuch(Reply refused) {
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("/code")).isEqualTo("too_many_orders");
        assertThat(refused.response().headers().firstValueAsLong("Retry-After").orElse(0))
                .isBetween(1L, 3_600L);
    }

    @Test
    void oneOrderIsBoundedByProductLinesAndPieces() {
        Client customer = new Client(SERVICE).with("Authorization", TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER));
        List<UUID> four = Stream.generate(() -> SHOP.sells("1.00")).limit(4).toList();
        Map.of(
                        "quantity_too_large", Client.items(product, 6),
                        "too_many_lines", Client.items(four, 1),
                        "too_many_pieces", Client.items(four.subList(0, 3), 3))
                .forEach((code, body) -> {
                    Reply refused = order(customer, body);
                    assertThat(refused.status()).isEqualTo(422);
                    assertThat(refused.text("/code")).isEqualTo(code);
                    assertThat(refused.text("/errors/0/field")).isEqualTo("items");
                });
        String cart = "{\"cart_id\":\"" + SHOP.hasCart(Map.of(product, 6)) + "\","
                + Client.items(product, 1).substring(Client.items(product, 1).indexOf("\"shipping_address"));
        assertThat(order(customer, cart).text("/code")).isEqualTo("quantity_too_large");
        assertThat(order(customer, Client.items(four.subList(0, 2), 4)).status())
                .isEqualTo(202);
    }

    @Test
    void aGuestsAddressOrdersSoOftenInAnHour() {
        String key = UUID.randomUUID().toString();
        String body = Client.items(product, 1);
        Reply first = order(guest("198.51.100.7"), key, body);
        assertThat(first.status()).isEqualTo(202);
        for (int i = 0; i < 2; i++) {
            assertThat(order(guest("198.51.100.7"), body).status()).isEqualTo(202);
        }
        assertTooMuch(order(guest("198.51.100.7"), body));
        assertThat(order(guest("198.51.100.7"), key, body).body())
                .as("what was placed is told again")
                .isEqualTo(first.body());
        assertThat(order(guest("198.51.100.8"), body).status()).isEqualTo(202);
        assertThat(order(
                                guest("198.51.100.7")
                                        .with("Authorization", TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER)),
                                body)
                        .status())
                .isEqualTo(202);
        assertThat(Client.traces(JDBI, "198.51.100")).as("no address is kept").isEmpty();
    }

    @Test
    void aGuestsAddressOrdersSoMuchInAnHour() {
        List<UUID> two = List.of(product, SHOP.sells("1.00"));
        assertThat(order(guest("2001:db8::1"), Client.items(two, 4)).status()).isEqualTo(202);
        assertTooMuch(order(guest("2001:db8::2"), Client.items(product, 5)));
        assertThat(order(guest("2001:db8::3"), Client.items(product, 4)).status())
                .isEqualTo(202);
        assertTooMuch(order(guest("2001:db8::4"), Client.items(product, 1)));
        assertThat(order(guest("2001:db8:0:1::1"), Client.items(product, 1)).status())
                .isEqualTo(202);
    }

    @Test
    void ofParallelOrdersNoMoreGetThroughThanMay() {
        String body = Client.items(product, 1);
        List<CompletableFuture<Integer>> statuses = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> order(guest("198.51.100.9"), body).status()))
                .toList();
        assertThat(statuses.stream().map(CompletableFuture::join))
                .containsOnly(202, 429)
                .filteredOn(status -> status == 202)
                .hasSize(3);
    }

    @Test
    void whatIsRefusedIsNotCountedAndPastHoursAreForgotten() {
        UUID unknown = UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            assertThat(order(guest("198.51.100.10"), Client.items(unknown, 1)).status())
                    .isEqualTo(422);
        }
        assertThat(order(guest("198.51.100.10"), Client.items(product, 1)).status())
                .isEqualTo(202);

        JDBI.useHandle(
                handle -> handle.execute(
                        """
                with past as (
                    insert into guest_hours values (date_trunc('hour', now()) - interval '2 hours', '\\x00')
                    returning hour)
                insert into guest_orders select hour, '\\x00', 1, 1 from past
                """));
        new GuestLimits(JDBI, new GuestOrders(), new OrderLimits(1, 1, 1, 1, 1), Clock.systemUTC()).purge();
        assertThat(count("guest_orders")).as("this hour's").isEqualTo(1);
        assertThat(count("guest_hours")).isEqualTo(1);
    }

    /** Another replica's clock may be ahead, and a guest's order may have begun in the hour before. */
    @Test
    void anHourIsNotForgottenWhileSomebodyOrdersInIt() {
        Instant begin = Instant.now().truncatedTo(ChronoUnit.HOURS);
        assertThat(order(guest("198.51.100.11"), Client.items(product, 1)).status())
                .isEqualTo(202);
        Clock ahead = Clock.fixed(begin.plus(1, ChronoUnit.HOURS).plusSeconds(30), ZoneOffset.UTC);
        new GuestLimits(JDBI, new GuestOrders(), new OrderLimits(1, 1, 1, 1, 1), ahead).purge();
        assertThat(order(guest("198.51.100.11"), Client.items(product, 1)).status())
                .isEqualTo(202);
    }

    private static int count(String table) {
        return JDBI.withHandle(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(Integer.class)
                .one());
    }
}
