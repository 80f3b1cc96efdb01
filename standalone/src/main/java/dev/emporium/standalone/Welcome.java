package dev.emporium.standalone;

import java.util.Locale;

/** What to try, once all is ready: where everything is, and calls to paste into a shell one after another. */
final class Welcome {

    private Welcome() {}

    static String text(Settings settings) {
        String gateway = "http://localhost:" + settings.gatewayPort();
        StringBuilder text = new StringBuilder("\n");
        text.append(String.format("%-18s%-36s%-46s%s%n", "", "API", "Documentation (Swagger UI)", "Metrics"));
        for (Service service : Service.ALL) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-18s%-36s%-46s%s%n",
                    service.name(),
                    gateway + service.collection(),
                    gateway + service.collection() + "/docs/",
                    "http://localhost:" + settings.adminPort(service) + "/metrics"));
        }
        text.append(String.format(
                Locale.ROOT, "%-18spostgresql://postgres@localhost:%d%n", "PostgreSQL", settings.postgresPort()));
        text.append(String.format(Locale.ROOT, "%-18slocalhost:%d%n", "Kafka", settings.kafkaPort()));
        return text + "\nFirst calls, to paste as they are:\n\n" + CALLS.replace("GATEWAY", gateway)
                + "\nStop with Ctrl-C or ./run.sh stop; data stay in " + settings.data() + "\n";
    }

    private static final String CALLS =
            """
            SHOP=GATEWAY
            curl -sw '\\n' "$SHOP/products?limit=3&in_stock=true"
            PRODUCT=$(curl -s "$SHOP/products?limit=1&in_stock=true" | grep -o '"product_id" *: *"[^"]*"' | head -n 1 | cut -d '"' -f 4)
            CART=$(curl -s -X POST "$SHOP/carts/" -H 'Content-Type: application/json' -d '{}' | grep -o '"cart_id" *: *"[^"]*"' | cut -d '"' -f 4)
            curl -sw '\\n' "$SHOP/carts/$CART/items" -H 'Content-Type: application/json' -d "{\\"product_id\\":\\"$PRODUCT\\",\\"quantity\\":2}"
            curl -sw '\\n' "$SHOP/orders/" -H 'Content-Type: application/json' -H "Idempotency-Key: order-$(date +%s)" -d "{\\"cart_id\\":\\"$CART\\",\\"shipping_address\\":{\\"name\\":\\"Ada Lovelace\\",\\"line1\\":\\"12 St James's Square\\",\\"city\\":\\"London\\",\\"postal_code\\":\\"SW1Y 4JH\\",\\"country\\":\\"GB\\"},\\"payment\\":{\\"method\\":\\"card\\",\\"token\\":\\"tok_visa\\"},\\"email\\":\\"you@example.com\\"}"
            curl -sw '\\n' "$SHOP/products/$PRODUCT/stock"
            """;
}
