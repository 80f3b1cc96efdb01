package dev.emporium.order.checkout.entity;

import dev.emporium.order.checkout.entity.Outcome.Decision;
import dev.emporium.order.checkout.entity.Outcome.Next;
import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The checkout with two steps more, in the middle of which the buyer is asked something. */
public final class LongerSaga {
    public static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String MONEY = "money.commands";

    private LongerSaga() {}

    public static Saga create() {
        Step stock = Saga.checkout(Duration.ofMinutes(15)).first();
        Map<String, Outcome> afterStock = new HashMap<>(stock.outcomes());
        afterStock.put("stock.reserved", new Next("awaiting_money"));
        Map<String, Outcome> answers = Map.of(
                "money.authorised",
                new Decision(Move.CONFIRM, null),
                "money.declined",
                new Decision(Move.REJECT, "declined"),
                Saga.TIMED_OUT,
                new Decision(Move.REJECT, "timed_out"));
        Map<String, Outcome> afterMoney = new HashMap<>(answers);
        afterMoney.put("money.to_confirm", new Next("awaiting_buyer"));
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(stock.name(), stock.asks(), stock.undo(), stock.timeout(), stock.topic(), afterStock));
        steps.add(new Step(
                "awaiting_money",
                List.of(new Command(MONEY, "money.authorise", order -> Map.of("amount", order.total()))),
                List.of(new Command(MONEY, "money.void", order -> Map.of("order_id", order.orderId()))),
                PATIENCE,
                "money.events",
                afterMoney));
        steps.add(new Step("awaiting_buyer", List.of(), List.of(), PATIENCE, "money.events", answers));
        return new Saga(List.copyOf(steps));
    }
}
