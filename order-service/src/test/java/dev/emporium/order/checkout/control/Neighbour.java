package dev.emporium.order.checkout.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.order.checkout.control.Mortal.Fate;
import dev.emporium.order.checkout.control.Mortal.Point;
import dev.emporium.platform.Json;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.testing.EventContracts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Another service as its contract has it: each command has effect once, in one step with the note that it came and with its
 * answers, which are sent at least once. It can die as order-service can.
 */
final class Neighbour {
    private static final String ORDER = "0193b3a0-0000-7000-8000-00000000000a";

    private final String name;
    private final Rules rules;
    private final Fate fate;
    private final Set<String> inbox = new HashSet<>();
    private final List<Message> outbox = new ArrayList<>();
    private Map<String, String> books = new LinkedHashMap<>();
    private boolean refuses;

    Neighbour(String name, Rules rules, Fate fate) {
        this.name = name;
        this.rules = rules;
        this.fate = fate;
    }

    /** What it does with a command. */
    interface Rules {
        /**
         * @param books what it has noted, to be changed
         * @return the types of its answers
         */
        List<String> follow(Message command, Map<String, String> books);
    }

    String name() {
        return name;
    }

    /** Hears a command, at least once; @param answers where what it says goes, at least once */
    void hear(Message command, Consumer<Message> answers) {
        if (!inbox.contains(command.id().toString())) {
            Map<String, String> changed = new LinkedHashMap<>(books);
            List<String> said = refuses ? List.of() : rules.follow(command, changed);
            fate.comes(Point.BEFORE_COMMIT);
            inbox.add(command.id().toString());
            books = changed;
            said.forEach(type -> outbox.add(event(type, command)));
            fate.comes(Point.AFTER_COMMIT);
        }
        outbox.forEach(answers);
        fate.comes(Point.SENT);
        outbox.clear();
    }

    /** Something happens there by itself. */
    void say(String type, Message about, Consumer<Message> answers) {
        answers.accept(event(type, about));
    }

    /** From now on it follows no command, and says nothing to it: what it has said before is the answer. */
    void refuse(boolean always) {
        refuses = always;
    }

    /** What it says about the order of a command. */
    private static Message event(String type, Message command) {
        try {
            ObjectNode event = (ObjectNode) Json.mapper()
                    .readTree(EventContracts.example(type)
                            .replace(ORDER, command.subject().toString()));
            event.put("id", Uuid7.next().toString());
            if (command.data().has("refund_id")) {
                ((ObjectNode) event.get("data")).set("refund_id", command.data().get("refund_id"));
                ((ObjectNode) event.get("data")).set("amount", command.data().get("amount"));
            }
            return Json.mapper().treeToValue(event, Message.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What its books say. */
    List<String> told() {
        return books.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
    }

    static Neighbour products(boolean inStock, Fate fate) {
        return new Neighbour(
                "product-service",
                (command, books) -> {
                    switch (command.type()) {
                        case "stock.reserve" -> {
                            books.put("stock", inStock ? "reserved" : "none");
                            return List.of(inStock ? "stock.reserved" : "stock.rejected");
                        }
                        case "stock.commit" -> books.put("stock", "sold");
                        case "stock.release" -> books.put("stock", "free");
                        default -> books.merge("restocked", "once", (before, again) -> "again");
                    }
                    return List.of();
                },
                fate);
    }

    static Neighbour payments(String answer, Fate fate) {
        return new Neighbour(
                "payment-service",
                (command, books) -> {
                    switch (command.type()) {
                        case "payment.authorise" -> {
                            books.put("money", answer);
                            return List.of("payment." + answer);
                        }
                        case "payment.void" -> books.put("money", "free");
                        case "payment.capture" -> {
                            books.put("money", "taken");
                            return List.of("payment.captured");
                        }
                        default -> {
                            books.merge("refunded", "once", (before, again) -> "again");
                            return List.of("payment.refunded");
                        }
                    }
                    return List.of();
                },
                fate);
    }

    static Neighbour parcels(Fate fate) {
        return new Neighbour(
                "shipping-service",
                (command, books) -> {
                    if (command.type().equals("shipment.create")) {
                        books.put("parcel", "ready");
                        return List.of("shipment.created");
                    }
                    books.put("parcel", "cancelled");
                    return List.of("shipment.cancelled");
                },
                fate);
    }
}
