package dev.emporium.system.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Http;
import dev.emporium.system.Http.Answer;
import dev.emporium.system.Shop;
import dev.emporium.system.faults.Purchase.Card;
import dev.emporium.system.faults.Purchase.Way;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Does what a {@link Purchase} says, with patience, and notes what was told. For one thread. */
final class Shopper {
    private static final HttpClient BROWSER =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final Set<String> OVER = Set.of("rejected", "cancelled", "returned");

    private final Round.Scene scene;
    private final Patience patience;
    private final Purchase purchase;
    private final Sightings sightings;
    private final Http buyer;
    private String[] proof = {};
    private String order;

    Shopper(Round.Scene scene, Patience patience, Sightings sightings, Purchase purchase) {
        this.scene = scene;
        this.patience = patience;
        this.sightings = sightings;
        this.purchase = purchase;
        this.buyer = scene.doors().get(0).of(purchase);
    }

    void shop() throws Exception {
        Map<String, Object> wish = wish();
        Answer placed = place(wish);
        order = placed.text("order_id");
        if (purchase.isGuest()) {
            proof = new String[] {"Order-Token", placed.text("order_token")};
        }
        sightings.placed(purchase, placed);
        switch (purchase.sequel()) {
            case NOTHING -> decided();
            case CANCEL_AT_ONCE -> cancel();
            default -> {
                if (!OVER.contains(decided())) {
                    goOn();
                }
            }
        }
    }

    private Map<String, Object> wish() throws Exception {
        Map<String, Integer> lines = new LinkedHashMap<>();
        purchase.wishes()
                .forEach((product, quantity) -> lines.put(scene.products().get(product), quantity));
        Map<String, Object> wish = purchase.way() == Way.ITEMS ? Shop.orderOf(lines) : Shop.orderOfCart(cart(lines));
        wish.put("payment", Map.of("method", "card", "token", purchase.card().token()));
        return wish;
    }

    private String cart(Map<String, Integer> lines) throws Exception {
        Http filler = purchase.way() == Way.MERGED_CART ? scene.doors().get(0).guest() : buyer;
        String cart = post(filler, "/carts/", Map.of()).text("cart_id");
        for (Map.Entry<String, Integer> line : lines.entrySet()) {
            post(filler, "/carts/" + cart + "/items", Map.of("product_id", line.getKey(), "quantity", line.getValue()));
        }
        if (purchase.way() != Way.MERGED_CART) {
            return cart;
        }
        String own = post(buyer, "/carts/", Map.of()).text("cart_id");
        Answer merged = post(buyer, "/carts/" + cart + "/merge", Map.of("into", own));
        if (merged.json().path("items").size() != lines.size()) {
            sightings.find("cart " + own + " took over " + lines + " and has " + merged.json());
        }
        return own;
    }

    private Answer post(Http who, String path, Map<String, Object> body) throws Exception {
        String key = Shop.key();
        return patience.require(() -> who.post(path, body, "Idempotency-Key", key));
    }

    /** By several at once, at all doors, where the purchase says so: all have to be told of the same order. */
    private Answer place(Map<String, Object> wish) throws Exception {
        String key = Shop.key();
        List<CompletableFuture<Answer>> twins = new ArrayList<>();
        for (int i = 1; i < purchase.twins(); i++) {
            Http twin = scene.doors().get(i % scene.doors().size()).of(purchase);
            twins.add(CompletableFuture.supplyAsync(() -> place(twin, wish, key), scene.others()));
        }
        Answer placed = place(buyer, wish, key);
        for (CompletableFuture<Answer> twin : twins) {
            String other = twin.get().text("order_id");
            if (!other.equals(placed.text("order_id"))) {
                sightings.find("one key has made the orders " + placed.text("order_id") + " and " + other);
            }
        }
        return placed;
    }

    private Answer place(Http who, Map<String, Object> wish, String key) {
        try {
            return patience.require(() -> who.post("/orders/", wish, "Idempotency-Key", key, "Prefer", "wait=1"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Looks until it is decided, and goes to the bank when sent there. Returns the state. */
    private String decided() throws Exception {
        return patience.until(() -> {
            Answer now = look();
            JsonNode action = now.json().path("payment_action");
            if (now.text("status").equals("pending")
                    && action.has("url")
                    && purchase.card().needsTheBuyer()) {
                atTheBank(action.path("url").asText());
            }
            return now.text("status").equals("pending") ? null : now.text("status");
        });
    }

    private void atTheBank(String page) {
        String decision = purchase.card() == Card.CONFIRMED ? "/confirm" : "/refuse";
        try {
            BROWSER.send(
                    HttpRequest.newBuilder(URI.create(page + decision))
                            .timeout(Duration.ofSeconds(3))
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.discarding());
        } catch (java.io.IOException e) {
            // the buyer tries again, as long as they are asked
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer look() throws Exception {
        Answer seen = patience.require(() -> buyer.get("/orders/" + order, proof));
        sightings.saw(seen);
        return seen;
    }

    private void goOn() throws Exception {
        Depot depot = new Depot(scene.staff(), patience, sightings, order);
        switch (purchase.sequel()) {
            case CANCEL -> cancel();
            case CANCEL_OR_DISPATCH -> {
                CompletableFuture<Void> dispatched =
                        CompletableFuture.runAsync(() -> depot.dispatchUnlessCancelled(), scene.others());
                cancel();
                dispatched.get();
            }
            case DELIVER -> deliver(depot);
            case LOSE -> depot.loseAndSendAgain();
            case REFUND_PART -> {
                depot.dispatch();
                depot.refund("1.00");
            }
            case RETURN_ALL -> giveBack(depot, false);
            case RETURN_PART -> giveBack(depot, true);
            default -> {}
        }
    }

    private void deliver(Depot depot) throws Exception {
        depot.dispatch();
        depot.deliver();
        patience.until(() -> look().text("status").equals("delivered") ? "delivered" : null);
    }

    private void giveBack(Depot depot, boolean part) throws Exception {
        deliver(depot);
        List<Map<String, Object>> items = new ArrayList<>();
        for (JsonNode line : look().json().path("items")) {
            if (!part || items.isEmpty()) {
                int quantity = part ? 1 : line.path("quantity").asInt();
                items.add(Map.of("product_id", line.path("product_id").asText(), "quantity", quantity));
            }
        }
        String key = Shop.key();
        Answer asked = patience.require(() ->
                buyer.post("/orders/" + order + "/returns", Map.of("items", items), headers("Idempotency-Key", key)));
        depot.takeBack(asked.text("return_id"));
        if (!part) {
            sightings.expect(order, Set.of("returned"), "all of it was given back");
        }
    }

    private String[] headers(String name, String value) {
        List<String> headers = new ArrayList<>(List.of(proof));
        headers.add(name);
        headers.add(value);
        return headers.toArray(String[]::new);
    }

    private void cancel() throws Exception {
        Answer answer = patience.definite(
                () -> buyer.send("POST", "/orders/" + order + "/cancellation", BodyPublishers.noBody(), proof));
        switch (answer.status()) {
            case 200 -> sightings.expect(order, Set.of("cancelled"), "it was cancelled");
            case 202 ->
                sightings.expect(
                        order,
                        Set.of("confirmed", "cancelled", "shipped", "delivered", "returned"),
                        "it was to be cancelled");
            case 409 -> look();
            default -> sightings.find("order " + order + " cannot be cancelled: " + answer);
        }
        if (answer.status() == 202) {
            patience.until(() -> look().text("status").equals("confirmed") ? null : "decided");
        }
    }
}
