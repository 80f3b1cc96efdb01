package dev.emporium.standalone;

import java.util.Locale;

/** What to try, once all is ready: where everything is, and calls to paste into a shell one after another. */
final class Welcome {

    private Welcome() {}

    static String text(Settings settings, boolean keepsLogs) {
        String gateway = "http://localhost:" + settings.gatewayPort();
        StringBuilder text = new StringBuilder("\n");
        text.append(row("", "API, with its documentation (Swagger UI)", "Metrics"));
        for (Service service : settings.services()) {
            text.append(row(
                    service.name(),
                    gateway + service.collection() + "/docs/",
                    ":" + settings.adminPort(service) + "/metrics"));
        }
        text.append(row("Mailbox", "http://localhost:" + settings.mailboxPort() + "/", ""));
        text.append(row("Payment provider", "http://localhost:" + settings.paymentProviderPort() + "/ledger", ""));
        text.append(row("PostgreSQL", "postgresql://postgres@localhost:" + settings.postgresPort(), ""));
        text.append(row("Kafka", "localhost:" + settings.kafkaPort(), ""));
        if (keepsLogs) {
            text.append(row("Elasticsearch", elasticsearch(settings), ""));
        }
        return text + accounts() + "\nFirst calls, to paste as they are:\n\n"
                + calls(gateway)
                + (keepsLogs ? "\nFirst searches:\n\n" + searches(settings) : "")
                + "\nStop with Ctrl-C or " + Terminal.command("stop") + "; the data stay in\n" + settings.data() + "\n";
    }

    private static String row(String name, String address, String metrics) {
        return String.format("%-20s %-44s %s", name, address, metrics).stripTrailing() + "\n";
    }

    private static String searches(Settings settings) {
        return SEARCHES.replace("ELASTICSEARCH", elasticsearch(settings)).replace("./run.sh", Terminal.command(""));
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

    /** README.md has the same. */
    static String calls(String gateway) {
        return CALLS.replace("GATEWAY", gateway);
    }

    private static final String SEARCHES =
            """
            LOGS=ELASTICSEARCH/logs-emporium-local/_search
            JSON='Content-Type: application/json'
            # how many lines each service has written
            curl -s "$LOGS?pretty&size=0&filter_path=aggregations" -H "$JSON" \\
              -d '{"aggs":{"services":{"terms":{"field":"service.name"}}}}'
            # all that was written for one request, in its order, once it has arrived
            REQUEST=$(curl -s "$SHOP/products/none" | field request_id)
            sleep 1
            ./run.sh logs --request "$REQUEST"
            # what went wrong, the newest first
            FAULT='log.level:ERROR+OR+http.response.status_code:>=400'
            ONLY='pretty&filter_path=hits.hits._source'
            curl -s "$LOGS?$ONLY&sort=@timestamp:desc&size=5&q=$FAULT"
            """;

    private static final String CALLS =
            """
            SHOP=GATEWAY
            JSON='Content-Type: application/json'
            field() { grep -o "\\"$1\\" *: *\\"[^\\"]*\\"" | head -n 1 | cut -d '"' -f 4; }
            key() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen; }
            sign_in() { curl -s "$SHOP/customers/tokens" -H "$JSON" -d '{"grant_type":
              "password","email":"'$1'","password":"'$2'"}' | field access_token; }
            PRODUCT=$(curl -s "$SHOP/products?limit=1" | field product_id)

            # staff put some of it on the shelf
            STAFF=$(sign_in staff@emporium.example demo-staff-password)
            curl -so /dev/null "$SHOP/products/$PRODUCT/stock/adjustments" -H "$JSON" \\
              -H "Authorization: Bearer $STAFF" -d '{"delta":3,"reason":"first calls"}'
            curl -sw '\\n' "$SHOP/products?limit=3&in_stock=true"

            # a customer signs in, fills a cart and orders it
            TOKEN=$(sign_in customer@emporium.example demo-customer-password)
            CART=$(curl -s "$SHOP/carts/" -H "$JSON" -H "Authorization: Bearer $TOKEN" \\
              -d '{}' | field cart_id)
            curl -sw '\\n' "$SHOP/carts/$CART/items" -H "$JSON" \\
              -H "Authorization: Bearer $TOKEN" \\
              -d '{"product_id":"'$PRODUCT'","quantity":2}'
            DELIVERY='"shipping_address":{"name":"Ada Lovelace","line1":"Main Street 12",
              "city":"London","postal_code":"SW1Y 4JH","country":"GB"},
              "payment":{"method":"card","token":"tok_visa"}'
            ORDER=$(curl -s "$SHOP/orders/" -H "$JSON" -H "Idempotency-Key: $(key)" \\
              -H "Authorization: Bearer $TOKEN" \\
              -d '{"cart_id":"'$CART'",'"$DELIVERY"'}' | field order_id)
            curl -sw '\\n' "$SHOP/orders/$ORDER" -H "Authorization: Bearer $TOKEN"

            # staff send it off
            curl -sw '\\n' -X PUT "$SHOP/orders/$ORDER/status" -H "$JSON" \\
              -H "Authorization: Bearer $STAFF" -d '{"status":"shipped"}'

            # a guest orders without an account, and reads it with the token that came
            GUEST=$(curl -s "$SHOP/orders/" -H "$JSON" -H "Idempotency-Key: $(key)" \\
              -d '{"items":[{"product_id":"'$PRODUCT'","quantity":1}],
              "email":"you@example.com",'"$DELIVERY"'}')
            curl -sw '\\n' "$SHOP/orders/$(echo "$GUEST" | field order_id)" \\
              -H "Order-Token: $(echo "$GUEST" | field order_token)"
            curl -sw '\\n' "$SHOP/products/$PRODUCT/stock"
            """;
}
