package dev.emporium.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.ServiceStub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A stub of the services that order-service talks to: what they answer by HTTP, and what to its commands over a real
 * Kafka. It decides by functions of the test's, and payments otherwise by their tokens. Shipments it leaves to the test.
 */
public final class Shop implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RATES =
            """
            {"unknown_weight_grams":500,"latest_delivery_days":30,"zones":[{"countries":["*"],"methods":[
             {"method":"standard","name":"Standard","days":{"min":2,"max":4},"prices":[%s]},
             {"method":"express","name":"Express","days":{"min":1,"max":1},"prices":[%s]}]}]}
            """
                    .formatted(prices("3.90", "500"), prices("9.90", "1200"));
    private final Map<UUID, String> products = new ConcurrentHashMap<>();
    private final Map<UUID, String> carts = new ConcurrentHashMap<>();
    private final Map<String, List<String>> commands = new ConcurrentHashMap<>();
    private final ServiceStub catalogue = new ServiceStub("product-service", "/products", this::products);
    private final ServiceStub baskets = new ServiceStub("cart-service", "/carts", this::cart);
    private final ServiceStub parcels = new ServiceStub("shipping-service", "/shipments", request -> rates());
    private final KafkaProducer<String, String> producer;
    private final String bootstrapServers;
    private final Thread listener = new Thread(this::listen, "shop");
    private volatile boolean open = true;
    /** What all are answered, 0 while nothing is refused. */
    private volatile int refusal;

    private final AtomicInteger questions = new AtomicInteger();
    /** From an order's id and its first product to the type of the answer; null for none. */
    private volatile BiFunction<String, String, String> decision = (order, product) -> "stock.reserved";
    /** From an order's id and the token to the type of the answer; null for none. */
    private volatile BiFunction<String, String, String> payment = Shop::byToken;
    /** From an order's id to the type of the answer to a cancellation; null for none. */
    private volatile UnaryOperator<String> recall = order -> "shipment.cancelled";

    public Shop(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer());
        listener.start();
    }

    private String products(URI request) {
        questions.incrementAndGet();
        present();
        Set<String> ids = Arrays.stream(request.getQuery().split("[=&,]")).collect(Collectors.toSet());
        String items = products.entrySet().stream()
                .filter(product -> ids.contains(product.getKey().toString()))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(","));
        return "{\"items\":[" + items + "],\"next\":null}";
    }

    private String cart(URI request) {
        present();
        String cart = carts.get(UUID.fromString(request.getPath().substring("/carts/".length())));
        if (cart == null || !"prices=last_known".equals(request.getQuery())) {
            throw ServiceStub.refusal(404);
        }
        return cart;
    }

    private static String byToken(String order, String token) {
        return switch (token) {
            case "tok_declined" -> "payment.declined";
            case "tok_failing" -> "payment.failed";
            case "tok_3ds" -> "payment.action_required";
            case "tok_silent" -> null;
            default -> "payment.authorised";
        };
    }

    private String rates() {
        present();
        return RATES;
    }

    private void present() {
        if (refusal != 0) {
            throw ServiceStub.refusal(refusal);
        }
    }

    public String productsUrl() {
        return catalogue.url();
    }

    public String shipmentsUrl() {
        return parcels.url();
    }

    public String cartsUrl() {
        return baskets.url();
    }

    /** Up to 100 kg, in three currencies. */
    private static String prices(String amount, String yen) {
        return Stream.of("EUR " + amount, "USD " + amount, "JPY " + yen)
                .map(price ->
                        """
                        {"above_grams":0,"max_grams":100000,"free_from":null,"price":{"amount":"%s","currency":"%s"}}
                        """
                                .formatted(price.substring(4), price.substring(0, 3)))
                .collect(Collectors.joining(","));
    }

    public UUID sells(String amount, String currency, String status) {
        UUID id = UUID.randomUUID();
        sells(id, amount, currency, status);
        return id;
    }

    public void sells(UUID id, String amount, String currency, String status) {
        products.put(
                id,
                """
                {"product_id":"%s","sku":"SKU-%s","name":"Thing","price":{"amount":"%s","currency":"%s"},
                 "available":5,"status":"%s","description":null,"category":null,"brand":null,"attributes":{},
                 "family":null,"image_urls":[],"weight_grams":null,"lowest_price_30_days":null,"low_stock_threshold":null,
                 "created_at":"2026-11-21T10:00:00Z","updated_at":"2026-11-21T10:00:00Z"}
                """
                        .formatted(id, id.toString().substring(0, 4), amount, currency, status));
    }

    /** How often somebody has asked for products. */
    public int questions() {
        return questions.get();
    }

    /** Says on the topic of the catalogue, under the product's id, that it is another. */
    public void tells(String key, String message) {
        producer.send(new ProducerRecord<>("catalogue.events", key, message));
        producer.flush();
    }

    public void weighs(UUID product, int grams) {
        products.computeIfPresent(
                product, (id, text) -> text.replace("\"weight_grams\":null", "\"weight_grams\":" + grams));
    }

    public UUID sells(String amount) {
        return sells(amount, "EUR", "active");
    }

    public UUID hasCart(Map<UUID, Integer> items) {
        UUID id = UUID.randomUUID();
        fillCart(id, items);
        return id;
    }

    public void fillCart(UUID id, Map<UUID, Integer> items) {
        String lines = items.entrySet().stream()
                .map(item ->
                        """
                        {"product_id":"%s","sku":"SKU","name":"Thing","quantity":%d,"unit_price":%3$s,"line_total":%3$s,
                         "available":5,"unavailable":null,"price_changed":false,"price_when_added":%3$s}
                        """
                                .formatted(item.getKey(), item.getValue(), priceOf(item.getKey())))
                .collect(Collectors.joining(","));
        carts.put(
                id,
                """
                {"cart_id":"%s","user_id":null,"items":[%s],"saved":[],"total":null,"currency":null,"prices":"last_known",
                 "updated_at":"2026-11-21T10:00:00Z"}
                """
                        .formatted(id, lines));
    }

    private String priceOf(UUID product) {
        try {
            return JSON.readTree(products.get(product)).get("price").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void decides(BiFunction<String, String, String> byOrderAndProduct) {
        decision = byOrderAndProduct;
    }

    public void pays(BiFunction<String, String, String> byOrderAndToken) {
        payment = byOrderAndToken;
    }

    public void recalls(UnaryOperator<String> byOrder) {
        recall = byOrder;
    }

    /** As it is without any test's wishes. */
    public void isOpen() {
        goesAway(false);
        decides((order, product) -> "stock.reserved");
        pays(Shop::byToken);
        recalls(order -> "shipment.cancelled");
    }

    public void goesAway(boolean gone) {
        refuses(gone ? 503 : 0);
    }

    /** Refuses everything with this status; 0 for nothing any more. */
    public void refuses(int status) {
        refusal = status;
    }

    /** The commands about an order, in the order in which they came. */
    public List<String> commandsFor(String orderId) {
        return List.copyOf(commands.getOrDefault(orderId, List.of()));
    }

    private void listen() {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        "shop-" + UUID.randomUUID(),
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of("product.commands", "payment.commands", "shipping.commands"));
            while (open) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> hear(record.value()));
            }
        }
    }

    private void hear(String command) {
        try {
            JsonNode message = JSON.readTree(command);
            String orderId = message.get("subject").asText();
            String type = message.get("type").asText();
            commands.computeIfAbsent(orderId, id -> new java.util.concurrent.CopyOnWriteArrayList<>())
                    .add(command);
            if (type.equals("stock.reserve")) {
                String answer = decision.apply(
                        orderId, message.at("/data/lines/0/product_id").asText());
                if (answer != null) {
                    says(answer, orderId, message.at("/data/lines/0/product_id").asText());
                }
            } else if (type.equals("payment.authorise")) {
                says(payment.apply(orderId, message.at("/data/token").asText()), orderId);
            } else if (type.equals("shipment.cancel")) {
                says(recall.apply(orderId), orderId);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void says(String type, String orderId, String productId) {
        String data = type.equals("stock.rejected")
                ? "{\"order_id\":\"%s\",\"reason\":\"out_of_stock\",\"product_ids\":[\"%s\"]}"
                        .formatted(orderId, productId)
                : "{\"order_id\":\"%s\"}".formatted(orderId);
        producer.send(new ProducerRecord<>(
                "product.events",
                orderId,
                """
                {"specversion":"1.0","id":"%s","source":"/product-service","type":"%s","subject":"%s",
                 "time":"2026-11-21T10:00:00Z","requestid":"from-the-shop","data":%s}
                """
                        .formatted(UUID.randomUUID(), type, orderId, data)));
    }

    /** What payment-service or shipping-service tells of an order; null for nothing. */
    public void says(String type, String orderId) {
        if (type == null) {
            return;
        }
        producer.send(new ProducerRecord<>(
                type.startsWith("payment.") ? "payment.events" : "shipping.events", orderId, message(type, orderId)));
    }

    public static String message(String type, String orderId) {
        try {
            ObjectNode message = (ObjectNode) JSON.readTree(
                    EventContracts.example(type).replace("0193b3a0-0000-7000-8000-00000000000a", orderId));
            return message.put("id", UUID.randomUUID().toString())
                    .put("requestid", "from-the-shop")
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An account is deleted, as customer-service tells of it. */
    public void deletes(UUID messageId, UUID customerId) {
        writes(
                "customer.events",
                EventContracts.example("customer.deleted")
                        .replace("0193b3a0-0000-7000-8000-000000000e20", messageId.toString())
                        .replace("0193b3a0-0000-7000-8000-0000000000c1", customerId.toString()));
    }

    /** All on one partition. */
    public void writes(String topic, String message) {
        producer.send(new ProducerRecord<>(topic, 0, "key", message));
    }

    @Override
    public void close() {
        open = false;
        producer.close();
        catalogue.close();
        baskets.close();
        parcels.close();
    }
}
