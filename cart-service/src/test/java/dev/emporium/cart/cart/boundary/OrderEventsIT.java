package dev.emporium.cart.cart.boundary;

import static dev.emporium.platform.testing.Heard.Arrival.LATE;
import static dev.emporium.platform.testing.Heard.Arrival.OUT_OF_ORDER;
import static dev.emporium.platform.testing.Heard.Arrival.POISONED;
import static dev.emporium.platform.testing.Heard.Arrival.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cart.Shop;
import dev.emporium.cart.cart.entity.CartOwnership;
import dev.emporium.cart.cart.entity.CartRepository;
import dev.emporium.local.LocalKafka;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.security.ErasedCustomers;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.GrowingSchema;
import dev.emporium.platform.testing.Heard;
import dev.emporium.platform.testing.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderEventsIT {
    private static final String TOPIC = "order.events";
    private static final String EXAMPLE = EventContracts.example("order.confirmed");
    private static LocalKafka kafka;
    private static KafkaProducer<String, String> producer;
    private static Shop shop;

    @BeforeAll
    static void open(@TempDir Path folder) {
        kafka = LocalKafka.start(folder, 0, 0);
        kafka.createTopics(Path.of(System.getProperty("repository.root"), "k8s/infrastructure/kafka-topics.yaml"));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()), new StringSerializer(), new StringSerializer());
        shop = new Shop(kafka.bootstrapServers());
    }

    @AfterAll
    static void close() {
        shop.close();
        producer.close(Duration.ZERO);
        kafka.close();
    }

    @Test
    void takesOutOfTheCartWhatWasOrderedAndLeavesTheRest() throws Throwable {
        UUID cart = shop.cart();
        UUID ordered = put(cart, 2);
        UUID orderedMore = put(cart, 3);
        UUID later = put(cart, 1);
        shop.add(cart, ordered, 1);

        confirm(Uuid7.next(), cart, ordered, 2, orderedMore, 4);

        Wait.until(() -> assertThat(contents(cart)).isEqualTo(Map.of(ordered, 1, later, 1)));
    }

    @Test
    void servesAsBeforeWhenTablesGetMoreColumns() throws Throwable {
        for (int i = 0; i < 6; i++) {
            fillAndOrder();
        }
        GrowingSchema.grow(shop.database);
        for (int i = 0; i < 6; i++) {
            fillAndOrder();
        }
    }

    private void fillAndOrder() throws Throwable {
        UUID cart = shop.cart();
        UUID ordered = put(cart, 2);
        UUID kept = put(cart, 3);
        assertThat(shop.set(cart, kept, 1).status()).isEqualTo(200);
        UUID gone = put(cart, 1);
        assertThat(shop.remove(cart, gone).status()).isLessThan(300);
        assertThat(shop.read(cart).status()).isEqualTo(200);
        String me = shop.tokens.bearer(Uuid7.next(), Role.CUSTOMER);
        UUID mine = shop.cartOf("Authorization", me);
        assertThat(shop.merge(cart, mine, "Authorization", me).status()).isEqualTo(200);
        confirm(Uuid7.next(), mine, ordered, 2);
        Wait.until(() -> assertThat(shop.read(mine, "Authorization", me).body().path("items"))
                .hasSize(1));
    }

    @Test
    @Heard(by = OrderEventsListener.class, arriving = TWICE)
    void appliesADuplicateOnceAndTwoOrdersOfOneCartTogether() throws Throwable {
        UUID cart = shop.cart();
        UUID product = put(cart, 10);
        UUID message = Uuid7.next();

        confirm(message, cart, product, 2);
        confirm(message, cart, product, 2);
        confirm(Uuid7.next(), cart, product, 3, product, 1);
        confirm(message, cart, product, 2);
        settle();

        assertThat(contents(cart)).isEqualTo(Map.of(product, 4));
    }

    @Test
    @Heard(by = OrderEventsListener.class, arriving = LATE)
    void passesOverOrdersThatComeLateOrFromNoCart() throws Throwable {
        UUID cart = shop.cart();
        UUID product = put(cart, 1);
        UUID added = put(cart, 1);
        shop.remove(cart, product);

        confirm(Uuid7.next(), cart, product, 1);
        confirm(Uuid7.next(), UUID.randomUUID(), product, 1);
        UUID ofNoCart = Uuid7.next();
        send(EXAMPLE.replace("0193b3a0-0000-7000-8000-000000000e07", ofNoCart.toString())
                .replace("\"0193b3a0-0000-7000-8000-0000000000c1\"", "null"));
        send(EventContracts.example("order.cancelled"));
        settle();

        assertThat(contents(cart)).isEqualTo(Map.of(added, 1));
        // not even noted: it costs no transaction
        assertThat(shop.database.<Integer, RuntimeException>withHandle(
                        handle -> handle.select("select count(*) from inbox where message_id = ?", ofNoCart)
                                .mapTo(Integer.class)
                                .one()))
                .isZero();
    }

    private static String[] somebody() {
        return new String[] {"Authorization", shop.tokens.bearer(UUID.randomUUID(), Role.CUSTOMER)};
    }

    @Test
    void takesWhatAGuestOrderedOutOfTheCartThatTheirsHasGoneInto() throws Throwable {
        String[] asMe = somebody();
        UUID mine = shop.cartOf(asMe);
        UUID guests = shop.cart();
        UUID ordered = put(guests, 2);
        UUID onlyTheirs = put(guests, 1);
        shop.add(mine, ordered, 1, asMe);
        shop.merge(guests, mine, asMe);
        assertThat(contents(mine)).isEqualTo(Map.of(ordered, 3, onlyTheirs, 1));

        UUID message = Uuid7.next();
        confirm(message, guests, ordered, 2, onlyTheirs, 1);
        confirm(message, guests, ordered, 2, onlyTheirs, 1);
        settle();
        assertThat(contents(mine)).as("what they had before stays").isEqualTo(Map.of(ordered, 1));

        confirm(Uuid7.next(), guests, ordered, 2);
        settle();
        assertThat(contents(mine)).as("no more is taken than came").isEqualTo(Map.of(ordered, 1));
    }

    @Test
    @Heard(by = OrderEventsListener.class, arriving = OUT_OF_ORDER)
    void takesOutOfACartThatManyHaveGoneIntoWhatCameFromEach() throws Throwable {
        String[] asMe = somebody();
        UUID first = shop.cart();
        UUID product = put(first, 2);
        UUID second = shop.cart();
        shop.add(second, product, 3);
        UUID third = shop.cart();
        shop.add(third, product, 5);
        shop.merge(first, null, asMe);
        shop.merge(second, null, asMe);
        shop.merge(third, null, asMe);
        assertThat(contents(first)).as("the first has become mine").isEqualTo(Map.of(product, 10));

        confirm(Uuid7.next(), second, product, 3);
        settle();
        assertThat(contents(first)).isEqualTo(Map.of(product, 7));
        confirm(Uuid7.next(), third, product, 4);
        confirm(Uuid7.next(), first, product, 2);
        settle();
        assertThat(contents(first)).isEqualTo(Map.of(product, 1));
    }

    @Test
    void takesOutNothingThatDidNotComeAlong() throws Throwable {
        String[] asMe = somebody();
        UUID mine = shop.cartOf(asMe);
        UUID guests = shop.cart();
        UUID ordered = put(guests, 2);
        UUID full = put(guests, 5);
        shop.add(mine, ordered, 1, asMe);
        shop.add(mine, full, 999, asMe);
        confirm(Uuid7.next(), guests, ordered, 2);
        settle();
        shop.merge(guests, mine, asMe);
        confirm(Uuid7.next(), guests, ordered, 2, full, 5);
        settle();
        assertThat(contents(mine)).isEqualTo(Map.of(ordered, 1, full, 999));
    }

    @Test
    void waitsForAMergeUnderWay() throws Throwable {
        String[] asMe = somebody();
        UUID mine = shop.cartOf(asMe);
        UUID guests = shop.cart();
        UUID ordered = put(guests, 2);
        UUID kept = shop.products.sells("1.00", "EUR");
        shop.add(mine, kept, 1, asMe);
        CompletableFuture<Shop.Reply> merge = shop.database.inTransaction(transaction -> {
            transaction.execute("select from carts where cart_id = ? for update", mine);
            CompletableFuture<Shop.Reply> merging = CompletableFuture.supplyAsync(() -> shop.merge(guests, mine, asMe));
            confirm(Uuid7.next(), guests, ordered, 2);
            return merging;
        });
        assertThat(merge.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
        Wait.until(() -> assertThat(contents(mine)).isEqualTo(Map.of(kept, 1)));
    }

    private static void delete(UUID customerId) throws Exception {
        sayOfAccounts(deletion(customerId));
    }

    private static String deletion(UUID customerId) {
        return EventContracts.example("customer.deleted")
                .replace("0193b3a0-0000-7000-8000-000000000e20", Uuid7.next().toString())
                .replace("0193b3a0-0000-7000-8000-0000000000c1", customerId.toString());
    }

    private static void sayOfAccounts(String message) throws Exception {
        producer.send(new ProducerRecord<>("customer.events", 0, "key", message))
                .get(60, TimeUnit.SECONDS);
    }

    private static int rowsWith(UUID id) {
        return shop.database.withHandle(handle -> handle.createQuery(
                        """
                        select (select count(*) from carts where user_id = :id)
                            + (select count(*) from idempotency_keys where caller = :id::text and body is not null)
                        """)
                .bind("id", id)
                .mapTo(Integer.class)
                .one());
    }

    @Test
    @Heard(
            by = CustomerEventsListener.class,
            arriving = {TWICE, OUT_OF_ORDER, POISONED})
    void deletesTheCartsOfADeletedAccountAndNobodyElses() throws Throwable {
        UUID me = UUID.randomUUID();
        String[] asMe = {"Authorization", shop.tokens.bearer(me, Role.CUSTOMER)};
        UUID mine = shop.cartOf(asMe[0], asMe[1], "Idempotency-Key", "mine");
        shop.add(mine, shop.products.sells("1.00", "EUR"), 1, asMe);
        shop.cartOf(asMe);
        UUID other = shop.cart();
        put(other, 1);
        assertThat(rowsWith(me)).isEqualTo(3);

        String deletion = deletion(me);
        sayOfAccounts("not json");
        sayOfAccounts(deletion);
        sayOfAccounts(deletion);
        delete(me);
        Wait.until(() -> assertThat(rowsWith(me)).isZero());
        assertThat(contents(mine)).isEmpty();
        assertThat(contents(other)).hasSize(1);
        assertThat(shop.read(mine, asMe).status()).isEqualTo(404);

        UUID nobodyYet = UUID.randomUUID();
        delete(nobodyYet);
        confirm(Uuid7.next(), mine, other, 1);
        settle();
        assertThat(contents(other)).hasSize(1);
    }

    private static void assertAccountDeleted(Shop.Reply refused) {
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("/code")).isEqualTo("account_deleted");
    }

    @Test
    void theTokenOfADeletedAccountMakesNoCartAndTakesNoneOver() throws Throwable {
        UUID me = UUID.randomUUID();
        String[] asMe = {"Authorization", shop.tokens.bearer(me, Role.CUSTOMER)};
        String[] asked = {asMe[0], asMe[1], "Idempotency-Key", "mine"};
        UUID mine = shop.cartOf(asked);
        UUID guests = shop.cart();
        UUID product = put(guests, 1);
        delete(me);
        Wait.until(() -> assertThat(shop.read(mine, asMe).status()).isEqualTo(404));

        assertAccountDeleted(shop.send("POST", "/", null, asMe));
        assertAccountDeleted(shop.send("POST", "/", null, asked));
        assertAccountDeleted(shop.merge(guests, null, asMe));
        assertThat(contents(guests)).isEqualTo(Map.of(product, 1));
        assertThat(rowsWith(me)).isZero();
    }

    /** Whoever makes a cart while the account is being deleted waits, and so does the deletion for them. */
    @Test
    @Heard(by = CustomerEventsListener.class, arriving = LATE)
    void noCartIsMadeBesideTheDeletion() throws Throwable {
        UUID me = UUID.randomUUID();
        shop.database.useTransaction(transaction -> {
            new CartOwnership().holdOwner(transaction, me);
            delete(me);
            awaitWhoWaits(transaction);
            new CartRepository().insert(transaction, UUID.randomUUID(), me);
        });
        Wait.until(() -> assertThat(rowsWith(me)).isZero());

        UUID other = UUID.randomUUID();
        String[] asOther = {"Authorization", shop.tokens.bearer(other, Role.CUSTOMER)};
        CompletableFuture<Shop.Reply> made = shop.database.inTransaction(transaction -> {
            new CartOwnership().holdOwner(transaction, other);
            CompletableFuture<Shop.Reply> making =
                    CompletableFuture.supplyAsync(() -> shop.send("POST", "/", null, asOther));
            awaitWhoWaits(transaction);
            new ErasedCustomers().add(transaction, List.of(other), Instant.now());
            return making;
        });
        assertAccountDeleted(made.get(60, TimeUnit.SECONDS));
    }

    private static void awaitWhoWaits(Handle transaction) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (transaction
                .createQuery("select count(*) from pg_locks where locktype = 'advisory' and not granted")
                .mapTo(Integer.class)
                .one()
                .equals(0)) {
            assertThat(System.nanoTime()).as("somebody waits").isLessThan(deadline);
        }
    }

    @Test
    @Heard(by = OrderEventsListener.class, arriving = POISONED)
    void putsAsideWhatItCanNeverApplyAndGoesOn() throws Throwable {
        UUID cart = shop.cart();
        UUID product = put(cart, 5);
        List<String> poison = List.of(
                "not json",
                message(Uuid7.next(), cart, product, -1),
                message(Uuid7.next(), cart, product, 1).replace("\"quantity\":1", "\"quantity\":\"one\""),
                message(Uuid7.next(), cart, product, 1).replace(product.toString(), "a product"));

        for (String each : poison) {
            send(each);
        }
        confirm(Uuid7.next(), cart, product, 2);
        settle();

        assertThat(contents(cart)).isEqualTo(Map.of(product, 3));
        assertThat(deadLetters(poison.size())).containsExactlyInAnyOrderElementsOf(poison);
    }

    private static UUID put(UUID cart, int quantity) {
        UUID product = shop.products.sells("1.00", "EUR");
        shop.add(cart, product, quantity);
        return product;
    }

    private static Map<UUID, Integer> contents(UUID cart) {
        return shop.database.withHandle(
                handle -> handle.createQuery("select product_id, quantity from cart_items where cart_id = :cart")
                        .bind("cart", cart)
                        .setMapKeyColumn("product_id")
                        .setMapValueColumn("quantity")
                        .collectInto(new GenericType<Map<UUID, Integer>>() {}));
    }

    /** What was sent before has been heard when this order has been. */
    private static void settle() throws Throwable {
        UUID cart = shop.cart();
        UUID product = put(cart, 1);
        confirm(Uuid7.next(), cart, product, 1);
        Wait.until(() -> assertThat(contents(cart)).isEmpty());
    }

    /** @param lines product, quantity, product, quantity ... */
    private static void confirm(UUID messageId, UUID cart, Object... lines) throws Exception {
        String message = message(messageId, cart, lines);
        assertThat(EventContracts.violations(message)).isEmpty();
        send(message);
    }

    private static String message(UUID messageId, UUID cart, Object... lines) {
        StringBuilder array = new StringBuilder();
        for (int i = 0; i < lines.length; i += 2) {
            array.append(i == 0 ? "" : ",")
                    .append("{\"product_id\":\"%s\",\"quantity\":%s}".formatted(lines[i], lines[i + 1]));
        }
        return EXAMPLE.replace("0193b3a0-0000-7000-8000-000000000e07", messageId.toString())
                .replace("0193b3a0-0000-7000-8000-0000000000c1", cart.toString())
                .replace("{\"product_id\":\"0193b3a0-0000-7000-8000-0000000000b1\",\"quantity\":2}", array);
    }

    /** All on one partition: then "before" means something. */
    private static void send(String message) throws Exception {
        producer.send(new ProducerRecord<>(TOPIC, 0, "key", message)).get(60, TimeUnit.SECONDS);
    }

    private static List<String> deadLetters(int atLeast) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "group.id", "test", "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC + ".dead-letter"));
            List<String> letters = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (letters.size() < atLeast && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(letter -> letters.add(letter.value()));
            }
            return letters;
        }
    }
}
