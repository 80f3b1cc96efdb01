package dev.emporium.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A stub of product-service and cart-service, as far as order-service talks to them: their answers by HTTP, and the
 * answers to {@code stock.reserve} over a real Kafka. It decides by a function of the test's.
 */
final class Shop implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Map<UUID, String> products = new ConcurrentHashMap<>();
    private final Map<UUID, String> carts = new ConcurrentHashMap<>();
    private final Map<String, List<String>> commands = new ConcurrentHashMap<>();
    private final ServiceStub catalogue = new ServiceStub("product-service", "/products", this::products);
    private final ServiceStub baskets = new ServiceStub("cart-service", "/carts", this::cart);
    private final KafkaProducer<String, String> producer;
    private final String bootstrapServers;
    private final Thread listener = new Thread(this::listen, "shop");
    private volatile boolean open = true;
    private volatile boolean away;
    /** From an order's id and its first product to the type of the answer; null for none. */
    private volatile BiFunction<String, String, String> decision = (order, product) -> "stock.reserved";

    Shop(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer());
        listener.start();
    }

    private String products(URI request) {
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

    private void present() {
        if (away) {
            throw ServiceStub.refusal(503);
        }
    }

    String productsUrl() {
        return catalogue.url();
    }

    String cartsUrl() {
        return baskets.url();
    }

    UUID sells(String amount, String currency, String status) {
        UUID id = UUID.randomUUID();
        sells(id, amount, currency, status);
        return id;
    }

    void sells(UUID id, String amount, String currency, String status) {
        products.put(
                id,
                """
                {"product_id":"%s","sku":"SKU-%s","name":"Thing","price":{"amount":"%s","currency":"%s"},
                 "available":5,"status":"%s","description":null,"category":null,"brand":null,"attributes":{},
                 "family":null,"image_urls":[],"weight_grams":null,"created_at":"2026-11-21T10:00:00Z","updated_at":"2026-11-21T10:00:00Z"}
                """
                        .formatted(id, id.toString().substring(0, 4), amount, currency, status));
    }

    UUID sells(String amount) {
        return sells(amount, "EUR", "active");
    }

    UUID hasCart(Map<UUID, Integer> items) {
        UUID id = UUID.randomUUID();
        fillCart(id, items);
        return id;
    }

    void fillCart(UUID id, Map<UUID, Integer> items) {
        String lines = items.entrySet().stream()
                .map(item ->
                        """
                        {"product_id":"%s","sku":"SKU","name":"Thing","quantity":%d,"unit_price":%3$s,"line_total":%3$s,
                         "available":5,"price_changed":false}
                        """
                                .formatted(item.getKey(), item.getValue(), priceOf(item.getKey())))
                .collect(Collectors.joining(","));
        carts.put(
                id,
                """
                {"cart_id":"%s","user_id":null,"items":[%s],"total":null,"currency":null,"prices":"last_known",
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

    void decides(BiFunction<String, String, String> byOrderAndProduct) {
        decision = byOrderAndProduct;
    }

    void goesAway(boolean gone) {
        away = gone;
    }

    /** The commands about an order, in the order in which they came. */
    List<String> commandsFor(String orderId) {
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
            consumer.subscribe(List.of("product.commands"));
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
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void says(String type, String orderId, String productId) {
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

    /** An account is deleted, as customer-service tells of it. */
    void deletes(UUID messageId, UUID customerId) {
        says(
                "customer.events",
                EventContracts.example("customer.deleted")
                        .replace("0193b3a0-0000-7000-8000-000000000e20", messageId.toString())
                        .replace("0193b3a0-0000-7000-8000-0000000000c1", customerId.toString()));
    }

    /** All on one partition. */
    void says(String topic, String message) {
        producer.send(new ProducerRecord<>(topic, 0, "key", message));
    }

    @Override
    public void close() {
        open = false;
        producer.close();
        catalogue.close();
        baskets.close();
    }
}
