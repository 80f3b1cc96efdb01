package dev.emporium.payment.payment.entity;

import static dev.emporium.payment.payment.entity.Account.HOLDS;
import static dev.emporium.payment.payment.entity.Account.PROMISES;
import static dev.emporium.payment.payment.entity.Account.RECEIVABLE;
import static dev.emporium.payment.payment.entity.Account.REFUNDS;
import static dev.emporium.payment.payment.entity.Account.SALES;

import java.util.Locale;

/** Why an amount goes from one account to another: each of a payment's is made once, a refund's once for each refund. */
public enum Posting {
    AUTHORISED(HOLDS, PROMISES),
    RELEASED(PROMISES, HOLDS),
    CAPTURED(RECEIVABLE, SALES),
    REFUNDED(REFUNDS, RECEIVABLE),
    /** It was given back, and did not arrive. */
    REFUND_FAILED(RECEIVABLE, REFUNDS);

    private final Account debit;
    private final Account credit;

    Posting(Account debit, Account credit) {
        this.debit = debit;
        this.credit = credit;
    }

    public Account debit() {
        return debit;
    }

    public Account credit() {
        return credit;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
