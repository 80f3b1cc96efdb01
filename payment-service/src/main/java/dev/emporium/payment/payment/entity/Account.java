package dev.emporium.payment.payment.entity;

import java.util.Locale;

/** The accounts of the ledger. */
public enum Account {
    /** What buyers' banks hold for the shop. */
    HOLDS,
    /** The other side of it: what the shop may take or must let go. */
    PROMISES,
    /** What the provider owes the shop: taken and not given back. */
    RECEIVABLE,
    /** What buyers have paid. */
    SALES,
    /** What buyers were given back. */
    REFUNDS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
