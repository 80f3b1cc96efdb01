package dev.emporium.payment.payment.entity;

import static dev.emporium.payment.payment.entity.PaymentStatus.ACTION_REQUIRED;
import static dev.emporium.payment.payment.entity.PaymentStatus.AUTHORISED;
import static dev.emporium.payment.payment.entity.PaymentStatus.CAPTURED;
import static dev.emporium.payment.payment.entity.PaymentStatus.DECLINED;
import static dev.emporium.payment.payment.entity.PaymentStatus.FAILED;
import static dev.emporium.payment.payment.entity.PaymentStatus.PENDING;
import static dev.emporium.payment.payment.entity.PaymentStatus.VOIDED;

import dev.emporium.payment.provider.entity.Finding.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The life of a payment as a table: what is found at the provider, where that leads from each state, the event that tells of
 * it, and what the ledger says. Whatever is not here changes nothing. From captured to refunded it comes by {@link Refund}s.
 */
public enum Move {
    HOLD(PENDING, Kind.AUTHORISED, AUTHORISED, "payment.authorised", Posting.AUTHORISED),
    ASK_BUYER(PENDING, Kind.ACTION_REQUIRED, ACTION_REQUIRED, "payment.action_required"),
    DECLINE(PENDING, Kind.DECLINED, DECLINED, "payment.declined"),
    FAIL(PENDING, Kind.REFUSED, FAILED, "payment.failed"),
    END(PENDING, Kind.VOIDED, VOIDED, "payment.voided"),
    CONFIRM(ACTION_REQUIRED, Kind.AUTHORISED, AUTHORISED, "payment.authorised", Posting.AUTHORISED),
    REFUSE(ACTION_REQUIRED, Kind.DECLINED, DECLINED, "payment.declined"),
    /** Nobody has confirmed in time. */
    ABANDON(ACTION_REQUIRED, Kind.VOIDED, DECLINED, "payment.declined"),
    /** The order was over before the buyer has confirmed. */
    CALL_OFF(ACTION_REQUIRED, Kind.VOIDED, VOIDED, "payment.voided"),
    TAKE(AUTHORISED, Kind.CAPTURED, CAPTURED, "payment.captured", Posting.RELEASED, Posting.CAPTURED),
    LET_GO(AUTHORISED, Kind.VOIDED, VOIDED, "payment.voided", Posting.RELEASED);

    private final PaymentStatus from;
    private final Kind found;
    private final PaymentStatus to;
    private final String event;
    private final List<Posting> postings;

    Move(PaymentStatus from, Kind found, PaymentStatus to, String event, Posting... postings) {
        this.from = from;
        this.found = found;
        this.to = to;
        this.event = event;
        this.postings = List.of(postings);
    }

    /**
     * What follows from what is found; empty when nothing does.
     *
     * @param voidAsked whether the order is over
     */
    public static Optional<Move> of(PaymentStatus from, Kind found, boolean voidAsked) {
        return Arrays.stream(values())
                .filter(move -> move.from == from && move.found == found)
                .filter(move -> move != (voidAsked ? ABANDON : CALL_OFF))
                .findFirst();
    }

    public PaymentStatus from() {
        return from;
    }

    public PaymentStatus to() {
        return to;
    }

    public String event() {
        return event;
    }

    public List<Posting> postings() {
        return postings;
    }
}
