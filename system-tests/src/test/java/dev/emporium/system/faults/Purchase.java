package dev.emporium.system.faults;

import java.util.Map;

/**
 * What somebody is going to do: order something, and perhaps something with the order.
 *
 * @param at milliseconds from the beginning of the round
 * @param customer one of those who have an account, or {@link #GUEST}
 * @param twins how many ask for the order at once, under one key
 * @param wishes quantities by the product's number
 */
record Purchase(
        int number, int at, int customer, Way way, Card card, int twins, Sequel sequel, Map<Integer, Integer> wishes) {
    static final int GUEST = -1;

    /** How the goods come into the order. */
    enum Way {
        ITEMS,
        CART,
        /** A guest's cart, which somebody who has signed in takes over. */
        MERGED_CART
    }

    /** What is paid with, and what the buyer does at the bank. */
    enum Card {
        OK("tok_ok", true),
        VISA("tok_visa", true),
        DECLINED("tok_declined", false),
        INSUFFICIENT_FUNDS("tok_insufficient_funds", false),
        SLOW("tok_slow", true),
        TIMEOUT_THEN_OK("tok_timeout_then_ok", true),
        ERROR_THEN_OK("tok_error_then_ok", true),
        DUPLICATE_WEBHOOK("tok_duplicate_webhook", true),
        CONFIRMED("tok_3ds", true),
        REFUSED("tok_3ds", false),
        ABANDONED("tok_3ds_abandoned", false);

        private final String token;
        private final boolean pays;

        Card(String token, boolean pays) {
            this.token = token;
            this.pays = pays;
        }

        String token() {
            return token;
        }

        /** Whether money can come of it. */
        boolean pays() {
            return pays;
        }

        boolean needsTheBuyer() {
            return this == CONFIRMED || this == REFUSED;
        }
    }

    /** What is done with the order once it is placed, as far as it gets there. */
    enum Sequel {
        NOTHING,
        CANCEL_AT_ONCE,
        CANCEL,
        /** The buyer cancels while staff dispatch. */
        CANCEL_OR_DISPATCH,
        DELIVER,
        /** The parcel is lost, and sent again. */
        LOSE,
        RETURN_ALL,
        RETURN_PART,
        REFUND_PART
    }

    boolean isGuest() {
        return customer == GUEST;
    }
}
