package dev.emporium.standalone;

import java.util.Locale;

/** What to try, once all is ready: where everything is, and calls to paste into a shell one after another. */
final class Welcome {

    private Welcome() {}

    static String text(Settings settings, boolean keepsLogs) {
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
        if (keepsLogs) {
            text.append(String.format(Locale.ROOT, "%-18s%s%n", "Elasticsearch", elasticsearch(settings)));
        }
        return text + accounts() + "\nFirst calls, to paste as they are:\n\n"
                + calls(gateway)
                + (keepsLogs
                        ? "\nFirst searches:\n\n" + SEARCHES.replace("ELASTICSEARCH", elasticsearch(settings))
                        : "")
                + "\nStop with Ctrl-C or ./run.sh stop; data stay in " + settings.data() + "\n";
    }

    private static String elasticsearch(Settings settings) {
        return "http://localhost:" + settings.elasticsearchPort();
    }

    private static String accounts() {
        StringBuilder text = new StringBuilder("\nAccounts, which exist on this machine only:\n\n");
        for (DemoAccount account : DemoAccount.values()) {
            text.append(String.format(Locale.ROOT, "%-30s%s%n", account.email(), account.password()));
        }
        return text.toString();
    }

    private static String calls(String gateway) {
        return CALLS.replace("GATEWAY", gateway)
                .replace("AS_CUSTOMER", DemoAccount.CUSTOMER.credentials())
                .replace("AS_STAFF", DemoAccount.STAFF.credentials());
    }

    private static final String SEARCHES =
            """
            LOGS=ELASTICSEARCH/logs-emporium-local/_search
            # how many lines each service has written
            curl -s "$LOGS?pretty&size=0&filter_path=aggregations" -H 'Content-Type: application/json' -d '{"aggs":{"services":{"terms":{"field":"service.name"}}}}'
            # all that was written for one request, in its order; it takes a moment to arrive
            REQUEST=$(curl -s "$SHOP/products/none" | field request_id)
            sleep 1
            ./run.sh logs --request "$REQUEST"
            # what went wrong, the newest first
            curl -s "$LOGS?pretty&filter_path=hits.hits._source&sort=@timestamp:desc&size=5&q=log.level:ERROR+OR+http.response.status_code:>=400"
            """;

    private static final String CALLS =
            """
            SHOP=GATEWAY
            JSON='Content-Type: application/json'
            field() { grep -o "\\"$1\\" *: *\\"[^\\"]*\\"" | head -n 1 | cut -d '"' -f 4; }
            key() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen; }
            PRODUCT=$(curl -s "$SHOP/products?limit=1" | field product_id)

            # staff put some of it on the shelf
            STAFF=$(curl -s "$SHOP/customers/tokens" -H "$JSON" -d 'AS_STAFF' | field access_token)
            curl -so /dev/null "$SHOP/products/$PRODUCT/stock/adjustments" -H "$JSON" -H "Authorization: Bearer $STAFF" -d '{"delta":3,"reason":"first calls"}'
            curl -sw '\\n' "$SHOP/products?limit=3&in_stock=true"

            # a customer signs in, fills a cart and orders it
            TOKEN=$(curl -s "$SHOP/customers/tokens" -H "$JSON" -d 'AS_CUSTOMER' | field access_token)
            CART=$(curl -s "$SHOP/carts/" -H "$JSON" -H "Authorization: Bearer $TOKEN" -d '{}' | field cart_id)
            curl -sw '\\n' "$SHOP/carts/$CART/items" -H "$JSON" -H "Authorization: Bearer $TOKEN" -d "{\\"product_id\\":\\"$PRODUCT\\",\\"quantity\\":2}"
            DELIVERY='"shipping_address":{"name":"Ada Lovelace","line1":"Main Street 12","city":"London","postal_code":"SW1Y 4JH","country":"GB"},"payment":{"method":"card","token":"tok_visa"}'
            ORDER=$(curl -s "$SHOP/orders/" -H "$JSON" -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: $(key)" -d "{\\"cart_id\\":\\"$CART\\",$DELIVERY}" | field order_id)
            curl -sw '\\n' "$SHOP/orders/$ORDER" -H "Authorization: Bearer $TOKEN"

            # staff send it off
            curl -sw '\\n' -X PUT "$SHOP/orders/$ORDER/status" -H "$JSON" -H "Authorization: Bearer $STAFF" -d '{"status":"shipped"}'

            # a guest orders without an account, and reads the order with the token that came with it
            GUEST=$(curl -s "$SHOP/orders/" -H "$JSON" -H "Idempotency-Key: $(key)" -d "{\\"items\\":[{\\"product_id\\":\\"$PRODUCT\\",\\"quantity\\":1}],\\"email\\":\\"you@example.com\\",$DELIVERY}")
            curl -sw '\\n' "$SHOP/orders/$(echo "$GUEST" | field order_id)" -H "Order-Token: $(echo "$GUEST" | field order_token)"
            curl -sw '\\n' "$SHOP/products/$PRODUCT/stock"
            """;
}
