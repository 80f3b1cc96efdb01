package dev.emporium.standalone;

import dev.emporium.standalone.CommandLine.Option;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What to try, once all is ready: where everything is, and calls to paste into a shell one after another. */
final class Welcome {

    private Welcome() {}

    static String text(Settings settings, Set<Option> options) {
        boolean keepsLogs = options.contains(Option.LOGS);
        String gateway = "http://localhost:" + settings.gatewayPort();
        String mailbox = "http://localhost:" + settings.mailboxPort();
        StringBuilder text = new StringBuilder("\n");
        text.append(row("", "API, with its documentation (Swagger UI)", "Metrics"));
        for (Service service : settings.services()) {
            text.append(row(
                    service.name(),
                    gateway + service.collection() + "/docs/",
                    ":" + settings.adminPort(service) + "/metrics"));
        }
        text.append(row("Mailbox", mailbox + "/", ""));
        text.append(row("Payment provider", "http://localhost:" + settings.paymentProviderPort() + "/ledger", ""));
        text.append(row("PostgreSQL", "postgresql://postgres@localhost:" + settings.postgresPort(), ""));
        text.append(row("Kafka", "localhost:" + settings.kafkaPort(), ""));
        if (keepsLogs || options.contains(Option.SEARCH)) {
            text.append(row("Elasticsearch", elasticsearch(settings), ""));
        }
        if (options.contains(Option.OBSERVABILITY)) {
            Map<String, String> addresses = new Watchers(settings).addresses();
            text.append(row("Prometheus", addresses.get(Watchers.PROMETHEUS), ""));
            text.append(row("Alertmanager", addresses.get(Watchers.ALERTMANAGER), ""));
        }
        return text + database(settings) + accounts() + "\nFirst calls, to paste as they are:\n\n"
                + calls(gateway, mailbox)
                + (keepsLogs ? "\nFirst searches:\n\n" + searches(settings) : "")
                + (options.contains(Option.TRACING)
                        ? "\nThe last order, from its request to the mail:\n\n" + traces()
                        : "")
                + "\nStop with Ctrl-C or " + Terminal.command("stop") + "; the data stay in\n" + settings.data() + "\n";
    }

    private static String row(String name, String address, String metrics) {
        return String.format("%-20s %-44s %s", name, address, metrics).stripTrailing() + "\n";
    }

    private static String searches(Settings settings) {
        return SEARCHES.replace("ELASTICSEARCH", elasticsearch(settings)).replace("./run.sh", Terminal.command(""));
    }

    private static String traces() {
        return TRACES.replace("./run.sh", Terminal.command(""));
    }

    private static String elasticsearch(Settings settings) {
        return "http://localhost:" + settings.elasticsearchPort();
    }

    private static String database(Settings settings) {
        return """

                PostgreSQL asks for a password, which only you can read:

                PGPASSWORD=$(cat "%s") psql -h localhost \\
                  -p %d -U postgres orders
                """
                .formatted(SecretFile.database(settings.data()).file(), settings.postgresPort());
    }

    private static String accounts() {
        StringBuilder text = new StringBuilder("\nAccounts, which exist on this machine only:\n\n");
        for (DemoAccount account : DemoAccount.values()) {
            text.append(String.format(Locale.ROOT, "%-30s%s%n", account.email(), account.password()));
        }
        return text.toString();
    }

    /** README.md has the same. */
    static String calls(String gateway, String mailbox) {
        return CALLS.replace("GATEWAY", gateway).replace("MAILS", mailbox);
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

    private static final String TRACES =
            """
            REQUEST=$(key)
            curl -so /dev/null "$SHOP/orders/" -H "$JSON" -H "Idempotency-Key: $(key)" \\
              -H "X-Request-Id: $REQUEST" -H "Authorization: Bearer $TOKEN" \\
              -d '{"items":[{"product_id":"'$PRODUCT'","quantity":1}],'"$DELIVERY"'}'
            sleep 3
            ./run.sh trace --request "$REQUEST"
            """;

    private static final String CALLS =
            """
            SHOP=GATEWAY
            MAILBOX=MAILS
            JSON='Content-Type: application/json'
            field() { grep -o "\\"$1\\" *: *\\"[^\\"]*\\"" | head -n 1 | cut -d '"' -f 4; }
            key() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen; }
            sign_in() { curl -s "$SHOP/customers/tokens" -H "$JSON" -d '{"grant_type":
              "password","email":"'$1'","password":"'$2'"}' | field access_token; }
            # asks as staff until the answer has the words, for a minute at most
            await() { for _ in $(seq 60); do
              curl -s "$1" -H "Authorization: Bearer $STAFF" | grep -q "$2" && break
              sleep 1; done; }
            PRODUCT=$(curl -s "$SHOP/products?limit=1" | field product_id)

            # staff put some of it on the shelf
            STAFF=$(sign_in staff@emporium.example demo-staff-password)
            curl -so /dev/null "$SHOP/products/$PRODUCT/stock/adjustments" -H "$JSON" \\
              -H "Authorization: Bearer $STAFF" -d '{"delta":3,"reason":"first calls"}'
            curl -sw '\\n' "$SHOP/products?limit=3&in_stock=true"

            # a customer signs in, fills a cart and orders it: the bank holds the money
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
              -H "Authorization: Bearer $TOKEN" -H 'Prefer: wait=10' \\
              -d '{"cart_id":"'$CART'",'"$DELIVERY"'}' | field order_id)
            curl -sw '\\n' "$SHOP/orders/$ORDER" -H "Authorization: Bearer $TOKEN"

            # once it has a label staff hand it over, and the money is taken
            await "$SHOP/shipments/?order_id=$ORDER" '"tracking_number" *: *"'
            SHIPMENT=$(curl -s "$SHOP/shipments/?order_id=$ORDER" \\
              -H "Authorization: Bearer $STAFF" | field shipment_id)
            for STATUS in dispatched in_transit delivered; do
              curl -so /dev/null -X PUT "$SHOP/shipments/$SHIPMENT/status" -H "$JSON" \\
                -H "Authorization: Bearer $STAFF" -d '{"status":"'$STATUS'"}'
            done
            await "$SHOP/orders/$ORDER" '"status" *: *"delivered"'
            await "$SHOP/payments/?order_id=$ORDER" '"status" *: *"captured"'
            curl -sw '\\n' "$SHOP/orders/$ORDER/history" -H "Authorization: Bearer $TOKEN"

            # one of the two comes back, and the money for it
            RETURN=$(curl -s "$SHOP/orders/$ORDER/returns" -H "$JSON" \\
              -H "Idempotency-Key: $(key)" -H "Authorization: Bearer $TOKEN" \\
              -d '{"items":[{"product_id":"'$PRODUCT'","quantity":1}]}' | field return_id)
            for STATUS in accepted received; do
              curl -so /dev/null -X PUT "$SHOP/orders/$ORDER/returns/$RETURN" -H "$JSON" \\
                -H "Authorization: Bearer $STAFF" -d '{"status":"'$STATUS'"}'
            done
            await "$SHOP/payments/?order_id=$ORDER" '"status" *: *"refunded"'
            curl -sw '\\n' "$SHOP/payments/?order_id=$ORDER" \\
              -H "Authorization: Bearer $TOKEN"

            # what the customer was told of it by mail
            await "$MAILBOX/mails.json" "given back[^\\"]*$ORDER"
            curl -sw '\\n' "$MAILBOX/mails.json"

            # a guest orders without an account, reads it with the token that came, and
            # thinks better of it
            GUEST=$(curl -s "$SHOP/orders/" -H "$JSON" -H "Idempotency-Key: $(key)" \\
              -H 'Prefer: wait=10' \\
              -d '{"items":[{"product_id":"'$PRODUCT'","quantity":1}],
              "email":"you@example.com",'"$DELIVERY"'}')
            ORDER=$(echo "$GUEST" | field order_id)
            MINE="Order-Token: $(echo "$GUEST" | field order_token)"
            curl -sw '\\n' "$SHOP/orders/$ORDER" -H "$MINE"
            curl -so /dev/null -X POST "$SHOP/orders/$ORDER/cancellation" -H "$MINE"
            await "$SHOP/orders/$ORDER" '"status" *: *"cancelled"'
            curl -sw '\\n' "$SHOP/orders/$ORDER" -H "$MINE"
            curl -sw '\\n' "$SHOP/products/$PRODUCT/stock"
            """;
}
