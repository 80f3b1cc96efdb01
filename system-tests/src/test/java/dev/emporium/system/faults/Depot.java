package dev.emporium.system.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Http;
import dev.emporium.system.Http.Answer;
import dev.emporium.system.Shop;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What staff do with one order: its parcel, what comes back, and money. For one thread. */
final class Depot {
    private final Http staff;
    private final Patience patience;
    private final Sightings sightings;
    private final String order;

    Depot(Http staff, Patience patience, Sightings sightings, String order) {
        this.staff = staff;
        this.patience = patience;
        this.sightings = sightings;
        this.order = order;
    }

    void dispatch() throws Exception {
        move("dispatched");
        sightings.expect(order, Set.of("shipped", "delivered", "returned"), "its parcel has left");
    }

    void deliver() throws Exception {
        move("in_transit");
        move("delivered");
        sightings.expect(order, Set.of("delivered", "returned"), "its parcel has arrived");
    }

    void loseAndSendAgain() throws Exception {
        for (String status : List.of("dispatched", "in_transit", "lost", "created", "dispatched")) {
            move(status);
        }
        sightings.expect(order, Set.of("shipped", "delivered", "returned"), "its parcel has left");
    }

    /** While the buyer cancels: one of the two comes first. */
    void dispatchUnlessCancelled() {
        try {
            if (moved("dispatched").equals("dispatched")) {
                sightings.expect(order, Set.of("shipped", "delivered", "returned"), "its parcel has left");
            } else {
                sightings.expect(order, Set.of("confirmed", "cancelled"), "its parcel was cancelled");
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void move(String status) throws Exception {
        String now = moved(status);
        if (!now.equals(status)) {
            throw new IllegalStateException("the parcel of order " + order + " is " + now + ", not " + status);
        }
    }

    /** Tries to, as soon as it has a label, and returns where it is then: the first answer may have been lost. */
    private String moved(String status) throws Exception {
        String parcel = parcel();
        return patience.until(() -> {
            Answer answer = set(parcel, status);
            if (answer.status() == 200) {
                return answer.text("status");
            }
            if (answer.status() != 409) {
                throw new Patience.RefusedError(answer);
            }
            return answer.text("code").equals("no_label")
                    ? null
                    : patience.require(() -> staff.get("/shipments/" + parcel)).text("status");
        });
    }

    private Answer set(String parcel, String status) throws Exception {
        return patience.definite(() -> staff.put("/shipments/" + parcel + "/status", Map.of("status", status)));
    }

    /** Waits until there is one. */
    private String parcel() throws Exception {
        return patience.until(() -> {
            JsonNode parcels = patience.require(() -> staff.get("/shipments/?order_id=" + order))
                    .json()
                    .path("items");
            return parcels.isEmpty()
                    ? null
                    : parcels.get(parcels.size() - 1).path("shipment_id").asText();
        });
    }

    /** Once the money is there. */
    void refund(String amount) throws Exception {
        String payment = patience.until(() -> {
            JsonNode payments = patience.require(() -> staff.get("/payments/?order_id=" + order))
                    .json()
                    .path("items");
            boolean captured = payments.size() > 0
                    && payments.get(0).path("status").asText().equals("captured");
            return captured ? payments.get(0).path("payment_id").asText() : null;
        });
        String key = Shop.key();
        Map<String, Object> wish = Map.of("amount", Map.of("amount", amount, "currency", "EUR"), "reason", "a scratch");
        patience.require(() -> staff.post("/payments/" + payment + "/refunds", wish, "Idempotency-Key", key));
    }

    void takeBack(String returnId) throws Exception {
        for (String status : new String[] {"accepted", "received"}) {
            patience.require(() -> staff.put("/orders/" + order + "/returns/" + returnId, Map.of("status", status)));
        }
    }
}
