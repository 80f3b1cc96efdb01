package dev.emporium.order.checkout.entity;

import dev.emporium.order.ordering.entity.Move;

/** What follows from what a checkout hears. */
public sealed interface Outcome {

    /**
     * The order is decided, and its checkout is over.
     *
     * @param reason what the order says why, or null
     */
    record Decision(Move move, String reason) implements Outcome {}

    /**
     * The checkout goes on with another step.
     *
     * @param step its name
     * @param isForBuyer whether the buyer is to act: what was heard says where and until when
     */
    record Next(String step, boolean isForBuyer) implements Outcome {}
}
