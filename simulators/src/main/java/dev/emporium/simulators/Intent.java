package dev.emporium.simulators;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A charge, from the wish to its end.
 *
 * @param reference what the shop calls it
 * @param amount in minor units, as all amounts here
 * @param authorised what was held at some time
 * @param nextActionUrl where the buyer confirms, or null
 * @param created seconds since 1970
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Intent(
        String id,
        String reference,
        long amount,
        String currency,
        String paymentMethod,
        String status,
        String declineCode,
        String nextActionUrl,
        long authorised,
        long captured,
        long refunded,
        long created) {
    static final String REQUIRES_ACTION = "requires_action";
    static final String REQUIRES_CAPTURE = "requires_capture";
    static final String SUCCEEDED = "succeeded";
    static final String CANCELED = "canceled";
    static final String DECLINED = "declined";

    /** What is held of the buyer's money now. */
    long held() {
        return status.equals(REQUIRES_CAPTURE) ? amount : 0;
    }

    /** @throws Refused when it cannot be confirmed now */
    Intent confirm() {
        require(status.equals(REQUIRES_ACTION) && Token.of(paymentMethod) == Token.BUYER_CONFIRMS);
        return with(REQUIRES_CAPTURE, null, amount, 0, 0);
    }

    /** @throws Refused when it cannot be refused now */
    Intent refuse() {
        require(status.equals(REQUIRES_ACTION));
        return with(DECLINED, "authentication_failed", 0, 0, 0);
    }

    /** @throws Refused when nothing is held */
    Intent capture() {
        require(status.equals(REQUIRES_CAPTURE));
        return with(SUCCEEDED, null, authorised, amount, 0);
    }

    /** @throws Refused when it is over */
    Intent cancel() {
        require(status.equals(REQUIRES_CAPTURE) || status.equals(REQUIRES_ACTION));
        return with(CANCELED, null, authorised, 0, 0);
    }

    /** @throws Refused when it is more than is left */
    Intent refund(long back) {
        require(status.equals(SUCCEEDED) && back > 0 && back <= captured - refunded);
        return with(SUCCEEDED, null, authorised, captured, refunded + back);
    }

    private void require(boolean possible) {
        if (!possible) {
            throw new Refused(409, "unexpected_state", "A charge that is " + status + " cannot do that.");
        }
    }

    private Intent with(String newStatus, String newCode, long newAuthorised, long newCaptured, long newRefunded) {
        return new Intent(
                id,
                reference,
                amount,
                currency,
                paymentMethod,
                newStatus,
                newCode,
                newStatus.equals(REQUIRES_ACTION) ? nextActionUrl : null,
                newAuthorised,
                newCaptured,
                newRefunded,
                created);
    }
}
