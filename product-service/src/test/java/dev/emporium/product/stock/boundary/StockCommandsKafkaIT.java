package dev.emporium.product.stock.boundary;

import static dev.emporium.platform.testing.Heard.Arrival.LATE;
import static dev.emporium.platform.testing.Heard.Arrival.OUT_OF_ORDER;
import static dev.emporium.platform.testing.Heard.Arrival.POISONED;
import static dev.emporium.platform.testing.Heard.Arrival.TWICE;
import static dev.emporium.product.StockCommands.about;
import static dev.emporium.product.StockCommands.message;
import static dev.emporium.product.StockCommands.read;
import static dev.emporium.product.StockCommands.reserve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.Json;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.GrowingSchema;
import dev.emporium.platform.testing.Heard;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.Wait;
import dev.emporium.product.ProductConfiguration;
import dev.emporium.product.ProductService;
import dev.emporium.product.StockBooks;
import dev.emporium.product.StockRows;
import dev.emporium.product.stock.control.Watching;
import dev.emporium.product.stock.entity.WatcherRepository;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The running service between a real database and a real broker. */
class StockCommandsKafkaIT {
    private static final String COMMANDS = "product.commands";

    private static TestService<ProductConfiguration> service;
    private static KafkaProducer<String, String> producer;
    private static Jdbi jdbi;

    private final UUID order = UUID.randomUUID();
    private final UUID tea = StockRows.aProductWithStock(jdbi, 5);

    @BeforeAll
    static void start() {
        TestPostgres database = TestPostgres.create();
        String kafka = TestKafka.bootstrapServers();
        service = TestService.start(ProductService.class, database, "kafka.bootstrapServers=" + kafka);
        jdbi = Jdbi.create(database.jdbcUrl(), database.user(), database.password())
                .installPlugin(new PostgresPlugin());
        producer =
                new KafkaProducer<>(Map.of("bootstrap.servers", kafka), new StringSerializer(), new StringSerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        service.close();
        StockBooks.balance(jdbi);
    }

    @Test
    @Heard(by = StockCommandsListener.class, arriving = TWICE)
    void answersAWishOnceHoweverOftenItsMessageComes() throws Exception {
        Message wish = reserve(order, Map.of(tea, 2));
        send(wish);
        send(wish);
        UUID last = UUID.randomUUID();
        send(order, reserve(last, Map.of(tea, 1)));

        List<ConsumerRecord<String, String>> answers = answers(order, last);

        assertThat(answers.stream().filter(answer -> isFor(order, answer)))
                .singleElement()
                .satisfies(answer -> {
                    assertThat(answer.key()).isEqualTo(order.toString());
                    assertThat(EventContracts.violations(answer.value())).isEmpty();
                    assertThat(read(answer.value()).path("type").asText()).isEqualTo("stock.reserved");
                });
        assertThat(StockBooks.of(jdbi, tea)).isEqualTo("5/3");
    }

    @Test
    void appliesCommandsAsBeforeWhenTablesGetMoreColumns() throws Exception {
        List<UUID> orders = Stream.generate(UUID::randomUUID).limit(12).toList();
        for (UUID one : orders.subList(0, 6)) {
            takeAndGiveBack(one);
        }
        GrowingSchema.grow(jdbi);
        for (UUID one : orders.subList(6, 12)) {
            takeAndGiveBack(one);
        }
        assertThat(StockBooks.of(jdbi, tea)).isEqualTo("5/0");
    }

    private void takeAndGiveBack(UUID taken) throws Exception {
        send(reserve(taken, Map.of(tea, 2)));
        send(about("stock.commit", taken));
        send(about("stock.restock", taken));
        UUID released = UUID.randomUUID();
        send(reserve(released, Map.of(tea, 5)));
        send(about("stock.release", released));
        // behind each of the two: orders wait for none but their own
        UUID lastOfTaken = UUID.randomUUID();
        send(taken, reserve(lastOfTaken, Map.of(tea, 6)));
        UUID lastOfReleased = UUID.randomUUID();
        send(released, reserve(lastOfReleased, Map.of(tea, 6)));
        assertThat(answers(taken, lastOfTaken, lastOfReleased))
                .extracting(answer -> read(answer.value()).path("type").asText())
                .contains("stock.reserved");
    }

    @Test
    void keepsTheCommandsOfAnOrderInTheirOrder() throws Exception {
        send(reserve(order, Map.of(tea, 2)));
        send(about("stock.commit", order));
        UUID late = UUID.randomUUID();
        send(order, reserve(late, Map.of(tea, 4)));

        List<ConsumerRecord<String, String>> answers = answers(order, late);

        assertThat(answers.stream().filter(answer -> isFor(late, answer)))
                .singleElement()
                .satisfies(answer ->
                        assertThat(read(answer.value()).path("type").asText()).isEqualTo("stock.rejected"));
        assertThat(StockBooks.of(jdbi, tea)).isEqualTo("3/0");
    }

    @Test
    @Heard(
            by = StockCommandsListener.class,
            arriving = {LATE, OUT_OF_ORDER})
    void refusesWhatWasOvertakenAndLeavesWhatIsOver() throws Exception {
        send(about("stock.release", order));
        send(reserve(order, Map.of(tea, 2)));
        UUID sold = UUID.randomUUID();
        send(order, reserve(sold, Map.of(tea, 3)));
        send(order, about("stock.release", sold));
        send(order, about("stock.commit", sold));
        send(order, reserve(sold, Map.of(tea, 3)));
        UUID last = UUID.randomUUID();
        send(order, reserve(last, Map.of(tea, 1)));

        List<ConsumerRecord<String, String>> answers = answers(sold, last);

        assertThat(answers.stream().filter(answer -> isFor(order, answer))).isEmpty();
        assertThat(answers.stream().filter(answer -> isFor(sold, answer)))
                .singleElement()
                .satisfies(answer ->
                        assertThat(read(answer.value()).path("type").asText()).isEqualTo("stock.reserved"));
        assertThat(StockBooks.of(jdbi, tea)).isEqualTo("5/1");
    }

    @Test
    @Heard(by = StockCommandsListener.class, arriving = POISONED)
    void putsPoisonAsideAndGoesOn() throws Exception {
        Message poison = message("stock.reserve", order, read("{\"order_id\": \"" + order + "\", \"lines\": []}"));
        UUID next = UUID.randomUUID();
        send(poison);
        producer.send(new ProducerRecord<>(COMMANDS, order.toString(), "no JSON"))
                .get();
        send(order, reserve(next, Map.of(tea, 1)));

        answers(next);
        List<ConsumerRecord<String, String>> letters =
                until("product.commands.dead-letter", letter -> letter.value().equals("no JSON"));
        assertThat(letters.stream().map(ConsumerRecord::value))
                .contains(Json.mapper().writeValueAsString(poison));
        assertThat(StockBooks.of(jdbi, tea)).isEqualTo("5/1");
    }

    /** Again, behind what nobody can read, and before somebody waits whose token outlives the account. */
    @Test
    @Heard(
            by = CustomerEventsListener.class,
            arriving = {TWICE, LATE, OUT_OF_ORDER, POISONED})
    void forgetsWhoseAccountIsDeletedHoweverThatIsHeard() throws Throwable {
        UUID customer = UUID.randomUUID();
        UUID soldOut = StockRows.aProductWithStock(jdbi, 0);
        Watching watching = new Watching(jdbi, new WatcherRepository(), Clock.systemUTC());
        watching.watch(soldOut, customer);
        String deleted = Json.mapper()
                .writeValueAsString(
                        message("customer.deleted", customer, read("{\"customer_id\": \"" + customer + "\"}")));
        String poison = "no JSON of " + customer;
        for (String said : List.of(poison, deleted, deleted)) {
            producer.send(new ProducerRecord<>(CustomerEventsListener.TOPIC, customer.toString(), said))
                    .get();
        }
        Wait.until(() -> assertThat(waiting(customer)).isZero());
        assertThatThrownBy(() -> watching.watch(soldOut, customer)).isInstanceOf(ProblemException.class);
        until("customer.events.dead-letter", letter -> poison.equals(letter.value()));
    }

    private static int waiting(UUID customer) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from stock_watchers where customer_id = ?")
                .bind(0, customer)
                .mapTo(Integer.class)
                .one());
    }

    private static boolean isFor(UUID orderId, ConsumerRecord<String, String> answer) {
        return orderId.toString().equals(answer.key());
    }

    /** All answers there are once each of these orders has one. */
    private static List<ConsumerRecord<String, String>> answers(UUID... orderIds) {
        Set<String> awaited = Stream.of(orderIds).map(UUID::toString).collect(Collectors.toCollection(HashSet::new));
        return until("product.events", answer -> {
            awaited.remove(answer.key());
            return awaited.isEmpty();
        });
    }

    private void send(Message message) throws Exception {
        send(message.subject(), message);
    }

    /** @param key where it queues: behind the messages of that order */
    private void send(UUID key, Message message) throws Exception {
        String value = Json.mapper().writeValueAsString(message);
        producer.send(new ProducerRecord<>(COMMANDS, key.toString(), value)).get();
    }

    /** All of the topic up to the awaited record. */
    private static List<ConsumerRecord<String, String>> until(
            String topic, Predicate<ConsumerRecord<String, String>> awaited) {
        Map<String, Object> settings = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
        List<ConsumerRecord<String, String>> seen = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new org.apache.kafka.common.TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
                    seen.add(record);
                    if (awaited.test(record)) {
                        return seen;
                    }
                }
            }
        }
        throw new AssertionError("not seen within a minute; seen: " + seen);
    }
}
