package dev.emporium.product.recommendation.boundary;

import static dev.emporium.platform.testing.Heard.Arrival.LATE;
import static dev.emporium.platform.testing.Heard.Arrival.OUT_OF_ORDER;
import static dev.emporium.platform.testing.Heard.Arrival.POISONED;
import static dev.emporium.platform.testing.Heard.Arrival.TWICE;
import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.Heard;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.Wait;
import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductConfiguration;
import dev.emporium.product.ProductService;
import dev.emporium.product.recommendation.control.Purchases;
import dev.emporium.product.recommendation.entity.PurchaseRepository;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RecommendationsIT {
    private static TestService<ProductConfiguration> heard;
    private static KafkaProducer<String, String> producer;
    private static Jdbi learnt;

    private final ProductApi api = ProductApi.shared();
    private final String category = "recommended/" + UUID.randomUUID();
    private final UUID tea = UUID.randomUUID();
    private final UUID cup = UUID.randomUUID();
    private final UUID pot = UUID.randomUUID();

    @BeforeAll
    static void start() {
        TestPostgres database = TestPostgres.create();
        String kafka = TestKafka.bootstrapServers();
        heard = TestService.start(ProductService.class, database, "kafka.bootstrapServers=" + kafka);
        learnt = Jdbi.create(database.jdbcUrl(), database.user(), database.password())
                .installPlugin(new PostgresPlugin());
        producer =
                new KafkaProducer<>(Map.of("bootstrap.servers", kafka), new StringSerializer(), new StringSerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        heard.close();
    }

    private static String confirmed(UUID orderId, UUID... products) {
        String lines = Arrays.stream(products)
                .map("{\"product_id\": \"%s\", \"quantity\": 2}"::formatted)
                .collect(Collectors.joining(","));
        return EventContracts.example("order.confirmed")
                .replace("0193b3a0-0000-7000-8000-000000000e07", Uuid7.next().toString())
                .replace("0193b3a0-0000-7000-8000-00000000000a", orderId.toString())
                .replaceAll("(?s)\"lines\"\\s*:\\s*\\[.*?\\]", "\"lines\": [" + lines + "]");
    }

    private static String over(String type, UUID orderId) {
        return EventContracts.example(type)
                .replaceAll(
                        "0193b3a0-0000-7000-8000-000000000e[0-9a-f]{2}",
                        Uuid7.next().toString())
                .replace("0193b3a0-0000-7000-8000-00000000000a", orderId.toString());
    }

    private static void send(String message) throws Exception {
        producer.send(new ProducerRecord<>("order.events", 0, "key", message)).get();
    }

    /** Until all that was sent was heard. */
    private void settle() throws Throwable {
        UUID last = UUID.randomUUID();
        send(confirmed(UUID.randomUUID(), last));
        Wait.until(() -> assertThat(orders("select orders from bought where product_id = ?", last))
                .isEqualTo(1));
    }

    private static long orders(String sql, UUID... ids) {
        return learnt.withHandle(handle ->
                handle.select(sql, (Object[]) ids).mapTo(Long.class).findOne().orElse(0L));
    }

    private static long together(UUID one, UUID other) {
        String sql = "select orders from bought_together where product_id = ? and other_id = ?";
        assertThat(orders(sql, one, other)).isEqualTo(orders(sql, other, one));
        return orders(sql, one, other);
    }

    @Test
    @Heard(by = PurchasesListener.class, arriving = TWICE)
    void countsAnOrderOnceHoweverOftenItIsTold() throws Throwable {
        UUID order = UUID.randomUUID();
        String message = confirmed(order, tea, cup, tea);
        send(message);
        send(message);
        send(confirmed(order, tea, cup));
        send(confirmed(UUID.randomUUID(), tea, cup, pot));
        settle();
        assertThat(together(tea, cup)).isEqualTo(2);
        assertThat(together(tea, pot)).isEqualTo(1);
        assertThat(together(tea, tea)).isZero();
        String returned = over("order.returned", order);
        send(returned);
        send(returned);
        send(over("order.cancelled", order));
        settle();
        assertThat(together(tea, cup)).isEqualTo(1);
        assertThat(orders("select orders from bought where product_id = ?", tea))
                .isEqualTo(1);
    }

    @Test
    @Heard(
            by = PurchasesListener.class,
            arriving = {LATE, OUT_OF_ORDER})
    void countsNothingOfAnOrderThatWasOverBeforeItCame() throws Throwable {
        UUID cancelled = UUID.randomUUID();
        UUID returned = UUID.randomUUID();
        send(over("order.cancelled", cancelled));
        send(over("order.returned", returned));
        send(confirmed(cancelled, tea, cup));
        send(confirmed(returned, tea, cup));
        send(confirmed(UUID.randomUUID(), tea, pot));
        settle();
        assertThat(together(tea, cup)).isZero();
        assertThat(together(tea, pot)).isEqualTo(1);
        send(over("order.returned", cancelled));
        settle();
        assertThat(together(tea, pot)).isEqualTo(1);
    }

    private static String restock(UUID orderId, UUID product, long quantity) {
        return over("stock.restock", orderId)
                .replace("0193b3a0-0000-7000-8000-0000000000b1", product.toString())
                .replaceAll("\"quantity\"\\s*:\\s*1", "\"quantity\": " + quantity);
    }

    /** In the database of the service that is asked; the stock of the order is another matter. */
    private void hear(String... messages) throws Exception {
        PurchasesListener listener = new PurchasesListener(new Purchases(new PurchaseRepository()), Json.mapper());
        for (String text : messages) {
            Message message = Json.mapper().readValue(text, Message.class);
            learnt.useTransaction(
                    transaction -> listener.handlers().get(message.type()).handle(transaction, List.of(message)));
        }
    }

    @Test
    void whatCameBackToItsLastPieceWasNotBought() throws Exception {
        UUID order = UUID.randomUUID();
        hear(confirmed(order, tea, cup, pot), confirmed(UUID.randomUUID(), tea, cup), restock(order, cup, 1));
        assertThat(together(tea, cup)).isEqualTo(2);
        hear(restock(order, cup, 1));
        assertThat(together(tea, cup)).isEqualTo(1);
        assertThat(together(cup, pot)).isZero();
        assertThat(together(tea, pot)).isEqualTo(1);
        assertThat(orders("select orders from bought where product_id = ?", cup))
                .isEqualTo(1);
        hear(over("order.returned", order));
        assertThat(together(tea, cup)).isEqualTo(1);
        assertThat(together(tea, pot)).isZero();
        assertThat(orders("select orders from bought where product_id = ?", tea))
                .isEqualTo(1);
    }

    @Test
    void whatCameBackBeforeItsOrderWasHeardOfWasNotBoughtEither() throws Exception {
        UUID order = UUID.randomUUID();
        UUID whole = UUID.randomUUID();
        hear(restock(order, cup, 2), confirmed(order, tea, cup, pot), restock(whole, tea, 2), confirmed(whole, tea));
        assertThat(together(tea, pot)).isEqualTo(1);
        assertThat(together(tea, cup)).isZero();
        assertThat(orders("select orders from bought where product_id = ?", cup))
                .isZero();
        assertThat(orders("select orders from bought where product_id = ?", tea))
                .isEqualTo(1);
    }

    @Test
    @Heard(by = PurchasesListener.class, arriving = POISONED)
    void goesOnPastWhatNobodyCanCount() throws Throwable {
        send("no JSON");
        send(confirmed(UUID.randomUUID(), tea, cup).replaceAll("\"product_id\": \"[^\"]*\",", ""));
        send(over("order.cancelled", UUID.randomUUID()).replaceAll("(?s)\"data\"\\s*:\\s*\\{.*?\\}", "\"data\": {}"));
        send(confirmed(UUID.randomUUID(), tea, pot));
        settle();
        assertThat(together(tea, cup)).isZero();
        assertThat(together(tea, pot)).isEqualTo(1);
    }

    /** In the database of the service that is asked. */
    private void buy(UUID orderId, UUID... products) throws Exception {
        PurchasesListener listener = new PurchasesListener(new Purchases(new PurchaseRepository()), Json.mapper());
        Message message = Json.mapper().readValue(confirmed(orderId, products), Message.class);
        api.jdbi()
                .useTransaction(transaction ->
                        listener.handlers().get("order.confirmed").handle(transaction, List.of(message)));
    }

    /** "reason id" of what is recommended. */
    private List<String> recommended(UUID productId) {
        List<String> found = new ArrayList<>();
        api.get("/products/" + productId + "/recommendations?limit=4")
                .body()
                .path("items")
                .forEach(item -> found.add(item.path("reason").asText() + " "
                        + item.path("product").path("product_id").asText()));
        return found;
    }

    @Test
    void recommendsWhatIsBoughtTogetherThenWhatIsAlike() throws Exception {
        UUID asked = aProduct()
                .withCategory(category)
                .with("family", "\"" + category + "\"")
                .create(api);
        UUID variant = aProduct().with("family", "\"" + category + "\"").create(api);
        UUID alike = aProduct().withCategory(category).create(api);
        UUID often = aProduct().create(api);
        UUID seldom = aProduct().create(api);
        UUID withdrawn = aProduct().withStatus("discontinued").create(api);
        assertThat(recommended(asked)).startsWith("family " + variant, "category " + alike);
        for (UUID other : List.of(often, often, seldom, withdrawn)) {
            buy(UUID.randomUUID(), asked, other);
        }
        assertThat(recommended(asked))
                .containsExactly(
                        "bought_together " + often,
                        "bought_together " + seldom,
                        "family " + variant,
                        "category " + alike);
        UUID lonely = aProduct().create(api);
        assertThat(recommended(lonely)).first().asString().isEqualTo("popular " + asked);
        UUID draft = aProduct().withStatus("draft").create(api);
        assertThat(api.get("/products/" + draft + "/recommendations").status()).isEqualTo(404);
        assertThat(api.get("/products/" + UUID.randomUUID() + "/recommendations")
                        .status())
                .isEqualTo(404);
    }
}
