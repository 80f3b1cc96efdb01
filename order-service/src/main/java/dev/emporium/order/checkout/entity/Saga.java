package dev.emporium.order.checkout.entity;

import dev.emporium.order.checkout.entity.Outcome.Decision;
import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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

    /** The checkout of every order. */
    public static Saga checkout(Duration timeout) {
        return new Saga(List.of(new Step(
                "awaiting_stock",
                List.of(new Command(Command.STOCK, "stock.reserve", Wish::of)),
                List.of(Command.stock("stock.release")),
                timeout,
                "product.events",
                Map.of(
                        "stock.reserved",
                        new Decision(Move.CONFIRM, null),
                        "stock.rejected",
                        new Decision(Move.REJECT, "out_of_stock"),
                        TIMED_OUT,
                        new Decision(Move.REJECT, "timed_out")))));
    }

    private record Wish(UUID orderId, List<Line> lines) {
        static Wish of(Order order) {
            return new Wish(
                    order.orderId(),
                    order.lines().stream()
                            .map(line -> new Line(line.productId(), line.quantity()))
                            .toList());
        }
    }

    private record Line(UUID productId, long quantity) {}

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

    /** Whether anything follows when a checkout that stands there hears this; for an order that is not pending any more nothing does. */
    public boolean goesOn(Standing standing, String heard) {
        return standing.status() == OrderStatus.PENDING && awaiting(heard).contains(standing.step());
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
