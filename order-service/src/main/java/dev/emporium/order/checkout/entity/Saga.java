package dev.emporium.order.checkout.entity;

import dev.emporium.order.checkout.entity.Outcome.Decision;
import dev.emporium.order.checkout.entity.Outcome.Next;
import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.platform.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The way from a pending order to its decision as a table: what each step asks for, what follows from each answer or
 * from none in time, and what gives back what was asked for. Whatever is not here has no effect.
 *
 * @param steps in the order in which a checkout comes by them
 */
public record Saga(List<Step> steps) {
    /** What a checkout hears when its step has taken too long. */
    public static final String TIMED_OUT = "timed out";

    /** An answer that says where the buyer must confirm. */
    public static final String BUYER_ASKED = "payment.action_required";

    private static final String STOCK_TOPIC = "product.events";
    private static final String PAYMENT_TOPIC = "payment.events";
    private static final Decision CONFIRM = new Decision(Move.CONFIRM, null);

    /**
     * The checkout of every order.
     *
     * @param timeout for each answer of another service
     * @param buyerTimeout for the buyer, who is asked at their bank
     */
    public static Saga checkout(Duration timeout, Duration buyerTimeout) {
        return new Saga(List.of(
                new Step(
                        "awaiting_stock",
                        List.of(Ask.stock("stock.reserve", Wish::of)),
                        List.of(Command.stock("stock.release")),
                        timeout,
                        STOCK_TOPIC,
                        Map.of(
                                "stock.reserved",
                                new Next("awaiting_payment", false),
                                "stock.rejected",
                                reject("out_of_stock"),
                                TIMED_OUT,
                                reject("timed_out"))),
                new Step(
                        "awaiting_payment",
                        List.of(Ask.payment("payment.authorise", Charge::of)),
                        List.of(Command.payment("payment.void")),
                        timeout,
                        PAYMENT_TOPIC,
                        paid(Map.of(BUYER_ASKED, new Next("awaiting_buyer", true)))),
                new Step("awaiting_buyer", List.of(), List.of(), buyerTimeout, PAYMENT_TOPIC, paid(Map.of()))));
    }

    private static Map<String, Outcome> paid(Map<String, Outcome> more) {
        Map<String, Outcome> outcomes = new HashMap<>(more);
        outcomes.put("payment.authorised", CONFIRM);
        outcomes.put("payment.declined", reject("payment_declined"));
        outcomes.put("payment.failed", reject("payment_unavailable"));
        outcomes.put(TIMED_OUT, reject("timed_out"));
        return Map.copyOf(outcomes);
    }

    private static Decision reject(String reason) {
        return new Decision(Move.REJECT, reason);
    }

    private record Wish(UUID orderId, List<Command.Line> lines) {
        static Wish of(Order order) {
            return new Wish(order.orderId(), Command.Line.of(order));
        }
    }

    private record Charge(UUID orderId, UUID customerId, Money amount, String method, String token) {
        static Charge of(Order order, String token) {
            return new Charge(order.orderId(), order.customerId(), order.total(), "card", token);
        }

        @Override
        public String toString() {
            return "Charge[REDACTED]";
        }
    }

    public Step first() {
        return steps.get(0);
    }

    /** @throws java.util.NoSuchElementException for a name that no step has */
    public Step step(String name) {
        return steps.stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Whether the step waits for the buyer. */
    public boolean isForBuyer(String name) {
        return steps.stream()
                .flatMap(step -> step.outcomes().values().stream())
                .anyMatch(outcome -> outcome instanceof Next next
                        && next.isForBuyer()
                        && next.step().equals(name));
    }

    /** Where answers come from. */
    public Set<String> topics() {
        return steps.stream().map(Step::topic).collect(Collectors.toSet());
    }

    /** The types of message that some step waits for. */
    public Set<String> answers() {
        return steps.stream()
                .flatMap(step -> step.outcomes().keySet().stream())
                .filter(heard -> !heard.equals(TIMED_OUT))
                .collect(Collectors.toSet());
    }

    /** The names of the steps that this has an effect at. */
    public List<String> awaiting(String heard) {
        return names(step -> step.outcomes().containsKey(heard));
    }

    /** The names of those of them that it ends the checkout at. */
    public List<String> ending(String heard) {
        return names(step -> step.outcomes().get(heard) instanceof Decision);
    }

    private List<String> names(Predicate<Step> which) {
        return steps.stream().filter(which).map(Step::name).toList();
    }

    /**
     * What follows when a checkout that stands there hears this; for an order that is not pending any more nothing does. One
     * that the version before has placed is not paid: where it would be, it is confirmed, as it was then.
     */
    public Optional<Outcome> outcome(Standing standing, String heard) {
        if (standing.status() != OrderStatus.PENDING || !awaiting(heard).contains(standing.step())) {
            return Optional.empty();
        }
        Outcome outcome = step(standing.step()).outcomes().get(heard);
        return Optional.of(standing.isPaid() || outcome instanceof Decision ? outcome : CONFIRM);
    }

    /**
     * What an order that is moved from this step gives back: nothing when its goods are to go to the customer, else all
     * that was asked for until then, the last first. Of a step that a later version of the service has brought it to,
     * this one knows no more than that it comes after all others.
     */
    public List<Command> undo(String step, Move move) {
        if (move.to().isUnderWay()) {
            return List.of();
        }
        int place = names(any -> true).indexOf(step);
        List<Step> taken = new ArrayList<>(steps.subList(0, place < 0 ? steps.size() : place + 1));
        Collections.reverse(taken);
        return taken.stream().flatMap(each -> each.undo().stream()).toList();
    }
}
