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
import java.time.Clock;
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
import org.junit.jupiter.api.Timeout;

/** Nobody sets aside the whole shop. */
@Timeout(60)
class OrderLimitsIT {
    private static final TestPostgres DATABASE = TestPostgres.create();
    private static final Shop SHOP = new Shop(TestKafka.bootstrapServers());
    private static final TestTokens TOKENS = new TestTokens();
    private static final TestService<OrderConfiguration> SERVICE = TestService.start(
            OrderService.class,
            DATABASE,
            "kafka.bootstrapServers=" + TestKafka.bootstrapServers(),
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

    @BeforeEach
    void nobodyHasOrdered() {
        JDBI.useHandle(handle -> handle.execute("delete from guest_orders"));
    }

    private static Client guest(String address) {
        return new Client(SERVICE).with("X-Forwarded-For", address);
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
                    Reply refused = customer.order(body);
                    assertThat(refused.status()).isEqualTo(422);
                    assertThat(refused.text("/code")).isEqualTo(code);
                    assertThat(refused.text("/errors/0/field")).isEqualTo("items");
                });
        String cart = "{\"cart_id\":\"" + SHOP.hasCart(Map.of(product, 6)) + "\","
                + Client.items(product, 1).substring(Client.items(product, 1).indexOf("\"shipping_address"));
        assertThat(customer.order(cart).text("/code")).isEqualTo("quantity_too_large");
        assertThat(customer.order(Client.items(four.subList(0, 2), 4)).status()).isEqualTo(201);
    }

    @Test
    void aGuestsAddressOrdersSoOftenInAnHour() {
        String key = UUID.randomUUID().toString();
        String body = Client.items(product, 1);
        Reply first = guest("198.51.100.7").order(key, body);
        assertThat(first.status()).isEqualTo(201);
        for (int i = 0; i < 2; i++) {
            assertThat(guest("198.51.100.7").order(body).status()).isEqualTo(201);
        }
        assertTooMuch(guest("198.51.100.7").order(body));
        assertThat(guest("198.51.100.7").order(key, body).body())
                .as("what was placed is told again")
                .isEqualTo(first.body());
        assertThat(guest("198.51.100.8").order(body).status()).isEqualTo(201);
        assertThat(guest("198.51.100.7")
                        .with("Authorization", TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER))
                        .order(body)
                        .status())
                .isEqualTo(201);
        assertThat(Client.traces(JDBI, "198.51.100")).as("no address is kept").isEmpty();
    }

    @Test
    void aGuestsAddressOrdersSoMuchInAnHour() {
        List<UUID> two = List.of(product, SHOP.sells("1.00"));
        assertThat(guest("2001:db8::1").order(Client.items(two, 4)).status()).isEqualTo(201);
        assertTooMuch(guest("2001:db8::2").order(Client.items(product, 5)));
        assertThat(guest("2001:db8::3").order(Client.items(product, 4)).status())
                .isEqualTo(201);
        assertTooMuch(guest("2001:db8::4").order(Client.items(product, 1)));
        assertThat(guest("2001:db8:0:1::1").order(Client.items(product, 1)).status())
                .isEqualTo(201);
    }

    @Test
    void ofParallelOrdersNoMoreGetThroughThanMay() {
        String body = Client.items(product, 1);
        List<CompletableFuture<Integer>> statuses = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> guest("198.51.100.9").order(body).status()))
                .toList();
        assertThat(statuses.stream().map(CompletableFuture::join))
                .containsOnly(201, 429)
                .filteredOn(status -> status == 201)
                .hasSize(3);
    }

    @Test
    void whatIsRefusedIsNotCountedAndPastHoursAreForgotten() {
        UUID unknown = UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            assertThat(guest("198.51.100.10").order(Client.items(unknown, 1)).status())
                    .isEqualTo(422);
        }
        assertThat(guest("198.51.100.10").order(Client.items(product, 1)).status())
                .isEqualTo(201);

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

    private static int count(String table) {
        return JDBI.withHandle(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(Integer.class)
                .one());
    }
}
