package dev.emporium.system.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Http;
import dev.emporium.system.Platform;
import dev.emporium.system.Rows;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the payment provider believes, against what payment-service does. */
final class Provider {
    private final Http provider;
    private final Rows rows;

    private Provider(Http provider, Rows rows) {
        this.provider = provider;
        this.rows = rows;
    }

    static Provider of(Platform platform) {
        URI address = URI.create("http://127.0.0.1:" + platform.ports().paymentProvider());
        return new Provider(new Http(address), new Rows(platform));
    }

    /** Amounts in minor units. */
    private record Account(long held, long captured, long refunded) {
        private static final Account EMPTY = new Account(0, 0, 0);
    }

    /** Each payment that the two do not agree on. */
    List<String> differences() throws Exception {
        List<String> differences = new ArrayList<>();
        Map<String, Account> theirs = new HashMap<>();
        for (JsonNode account : provider.get("/ledger").json().path("items")) {
            String reference = account.path("reference").asText();
            theirs.put(
                    reference,
                    new Account(
                            account.path("held").asLong(),
                            account.path("captured").asLong(),
                            account.path("refunded").asLong()));
            if (account.path("charges").asInt() != 1) {
                differences.add("the provider has charged more than once: " + account);
            }
        }
        Map<String, Account> ours = new HashMap<>();
        for (String row : rows.of(
                "payment",
                "select payment_id, case status when 'authorised' then amount_minor else 0 end, captured_minor,"
                        + " refunded_minor from payments")) {
            String[] columns = row.split(" ");
            ours.put(
                    columns[0],
                    new Account(Long.parseLong(columns[1]), Long.parseLong(columns[2]), Long.parseLong(columns[3])));
        }
        theirs.forEach((reference, account) -> {
            if (!account.equals(ours.getOrDefault(reference, Account.EMPTY))) {
                differences.add("payment " + reference + " is " + ours.get(reference) + ", to the provider " + account);
            }
        });
        ours.forEach((reference, account) -> {
            if (!theirs.containsKey(reference) && !account.equals(Account.EMPTY)) {
                differences.add("payment " + reference + " is " + account + ", and the provider does not know it");
            }
        });
        return differences;
    }
}
