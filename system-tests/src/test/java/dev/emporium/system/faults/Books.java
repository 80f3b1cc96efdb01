package dev.emporium.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Eventually;
import dev.emporium.system.Http.Answer;
import dev.emporium.system.Invariants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What has to be so after a round, by what the API shows and by the databases. */
final class Books {
    private static final Duration QUIET = Duration.ofSeconds(60);

    private final Arena arena;
    private final List<String> products;
    private final Sightings sightings;
    private final List<Integer> received;
    /** How often a mail may come. */
    private final int mails;

    private final Map<String, Integer> counts = new TreeMap<>();

    Books(Arena arena, Plan plan, List<String> products, Sightings sightings) {
        this.arena = arena;
        this.products = products;
        this.sightings = sightings;
        this.received = new ArrayList<>(plan.stock());
        this.mails = plan.mailsMayComeTwice() ? 2 : 1;
    }

    /** More or less has come into the shop. */
    synchronized void received(int product, int delta) {
        received.set(product, received.get(product) + delta);
    }

    /** Waits until nothing moves any more, and looks whether everything adds up. */
    void close() throws Exception {
        try (Repeater kafka = new Repeater(arena.network().via("KAFKA"))) {
            Invariants invariants = new Invariants(arena.platform());
            Provider provider = Provider.of(arena.platform());
            Post post = Post.of(arena.platform());
            for (int i = 0; i < 2; i++) {
                Eventually.within(QUIET, () -> {
                    assertThat(kafka.lag())
                            .as("messages that nobody has dealt with")
                            .isEmpty();
                    invariants.check();
                    assertThat(post.differences(sightings.purchases().keySet(), mails))
                            .as("mails")
                            .isEmpty();
                    assertThat(provider.differences())
                            .as("what the provider believes")
                            .isEmpty();
                });
            }
            Map<String, Long> letters = kafka.deadLetters();
            if (!letters.isEmpty()) {
                sightings.find("dead letters: " + letters);
            }
        } catch (AssertionError e) {
            sightings.find(e.getMessage());
        }
        orders();
        shelves();
    }

    private void orders() throws Exception {
        for (String order : sightings.purchases().keySet()) {
            Answer now = arena.shop().order(order);
            String status = now.text("status");
            if (!sightings.possible(order).contains(status) || status.equals("pending")) {
                sightings.find("order " + order + " of " + sightings.purchases().get(order) + " is " + status
                        + " and by what was told is " + sightings.possible(order));
            }
            JsonNode reason = now.json().path("reason");
            counts.merge(reason.isTextual() ? status + "/" + reason.asText() : status, 1, Integer::sum);
        }
    }

    private void shelves() throws Exception {
        for (int i = 0; i < products.size(); i++) {
            JsonNode stock = arena.shop().stock(products.get(i));
            if (stock.path("available").asInt() < 0 || stock.path("reserved").asInt() != 0) {
                sightings.find("stock " + stock);
            }
            long ledger = new Invariants(arena.platform()).received(products.get(i));
            if (ledger != received.get(i)) {
                sightings.find(
                        "of product " + products.get(i) + " came " + received.get(i) + ", by the ledger " + ledger);
            }
        }
    }

    /** How many orders have come to what. */
    String counts() {
        return counts.toString();
    }
}
