package dev.emporium.notification.notification.entity;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** What there is to tell. Of each there are words in each {@link Language}, by its own {@link #word}. */
public enum Kind {
    WELCOME(Reader.CUSTOMER, Wish.MAY_REFUSE),
    PASSWORD_CHANGED(Reader.CUSTOMER, Wish.MUST_HEAR),
    ORDER_RECEIVED(Reader.BUYER, Wish.MUST_HEAR),
    ORDER_CONFIRMED(Reader.BUYER, Wish.MUST_HEAR),
    ORDER_REJECTED(Reader.BUYER, Wish.MUST_HEAR),
    ORDER_CANCELLED(Reader.BUYER, Wish.MUST_HEAR),
    ORDER_SHIPPED(Reader.BUYER, Wish.MAY_REFUSE_AND_READ_BY_SMS),
    ORDER_DELIVERED(Reader.BUYER, Wish.MAY_REFUSE_AND_READ_BY_SMS),
    ORDER_RETURNED(Reader.BUYER, Wish.MAY_REFUSE),
    REFUNDED(Reader.BUYER, Wish.MUST_HEAR),
    REFUND_FAILED(Reader.BUYER, Wish.MUST_HEAR),
    BACK_IN_STOCK(Reader.CUSTOMER, Wish.MAY_REFUSE),
    STOCK_LOW(Reader.STAFF, Wish.MUST_HEAR);

    /** Whom it is for: a customer, who bought something, or the staff. */
    public enum Reader {
        CUSTOMER,
        BUYER,
        STAFF
    }

    private enum Wish {
        /** What the law asks for (directives 2000/31/EC, article 11, and 2011/83/EU, article 8), and what guards money and accounts. */
        MUST_HEAR,
        MAY_REFUSE,
        MAY_REFUSE_AND_READ_BY_SMS
    }

    private final Reader reader;
    private final Wish wish;

    Kind(Reader reader, Wish wish) {
        this.reader = reader;
        this.wish = wish;
    }

    public Reader reader() {
        return reader;
    }

    /** Whether it is told by mail whatever its reader wants. */
    public boolean isRequired() {
        return wish == Wish.MUST_HEAR;
    }

    /** Whether it is told in a text message too, to whoever wants that. */
    public boolean hasSms() {
        return wish == Wish.MAY_REFUSE_AND_READ_BY_SMS;
    }

    /** As templates, tables and JSON name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Those that customers are told. */
    public static Stream<Kind> ofCustomers() {
        return Arrays.stream(values()).filter(kind -> kind.reader != Reader.STAFF);
    }

    /** @throws IllegalArgumentException for a word that names none */
    public static Kind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
