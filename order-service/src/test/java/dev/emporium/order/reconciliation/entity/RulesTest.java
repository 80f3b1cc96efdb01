package dev.emporium.order.reconciliation.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.ordering.entity.OrderBooks;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.order.returns.entity.ReturnBooks.Returned;
import dev.emporium.platform.Money;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others' books may say in each state of an order of three pieces for 8.90; {@code unknown} stands for no such order. */
class RulesTest {
    private static final UUID ID = new UUID(7, 7);

    private static Facts facts(String status, boolean isPaid, Returned returned) {
        return status.equals("unknown")
                ? null
                : new Facts(new OrderBooks.Entry(ID, OrderStatus.of(status), isPaid, true, eur(890), 3), returned);
    }

    private static Facts facts(String status) {
        return facts(status, true, Returned.NOTHING);
    }

    private static Money eur(long minor) {
        return Money.of(minor, "EUR");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unknown   | released rejected",
                "pending   | nothing reserved rejected released",
                "confirmed | committed",
                "shipped   | committed",
                "delivered | committed",
                "returned  | released",
                "rejected  | nothing rejected released",
                "cancelled | nothing rejected released"
            })
    void goodsAreWhereTheOrderHasThem(String status, String allowed) {
        for (String state : List.of("nothing", "reserved", "committed", "released", "rejected")) {
            if (!state.equals("nothing") || !status.equals("unknown")) {
                Entry.Stock stock = state.equals("nothing") ? null : new Entry.Stock(ID, state, null);
                assertThat(Rules.stock(facts(status), stock) == null)
                        .as("%s, %s", status, state)
                        .isEqualTo(Set.of(allowed.split(" ")).contains(state));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 0, true", "2, 0, false", "2, 1, true", "3, 1, false", "4, 0, false"})
    void asMuchIsSoldAsWasOrderedAndHasNotComeBack(long pieces, long returned, boolean isRight) {
        String found = Rules.stock(
                facts("delivered", true, new Returned(returned, 0, 0, 0)), new Entry.Stock(ID, "committed", pieces));
        assertThat(found == null).isEqualTo(isRight);
        if (!isRight) {
            assertThat(found)
                    .isEqualTo("delivered, pieces %d, stock committed, pieces %d".formatted(3 - returned, pieces));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unknown   | none voided",
                "pending   | none nothing pending action_required authorised declined failed voided",
                "confirmed | authorised captured refunded",
                "shipped   | captured refunded",
                "delivered | captured refunded",
                "returned  | captured refunded",
                "rejected  | none nothing pending action_required declined failed voided refunded",
                "cancelled | none nothing pending action_required declined failed voided refunded"
            })
    void moneyIsWhereTheOrderHasIt(String status, String allowed) {
        // "none" is an order whose payment was over before it was heard of: voided, without amounts
        for (String state : List.of(
                "none",
                "nothing",
                "pending",
                "action_required",
                "authorised",
                "captured",
                "declined",
                "voided",
                "refunded",
                "failed")) {
            if (!status.equals("unknown")
                    || Set.of("none", "voided", "authorised", "captured").contains(state)) {
                assertThat(Rules.payment(facts(status), payment(state)) == null)
                        .as("%s, %s", status, state)
                        .isEqualTo(Set.of(allowed.split(" ")).contains(state));
            }
        }
    }

    private static Entry.Payment payment(String state) {
        return switch (state) {
            case "nothing" -> null;
            case "none" -> new Entry.Payment(ID, "voided", null, null, null);
            case "captured" -> new Entry.Payment(ID, state, eur(890), eur(890), eur(0));
            case "refunded" -> new Entry.Payment(ID, state, eur(890), eur(890), eur(890));
            default -> new Entry.Payment(ID, state, eur(890), eur(0), eur(0));
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pending   | authorised | 889 | 0   | 0   | false",
                "pending   | authorised | 890 | 0   | 0   | true",
                "confirmed | authorised | 889 | 0   | 0   | false",
                "shipped   | captured   | 890 | 890 | 500 | true",
                "shipped   | captured   | 890 | 889 | 500 | false",
                "delivered | captured   | 890 | 890 | 499 | false",
                "cancelled | captured   | 890 | 890 | 889 | false",
                "cancelled | refunded   | 890 | 890 | 890 | true"
            })
    void moneyIsOfTheTotalAndPaidBackForWhatCameBack(
            String status, String state, long amount, long captured, long refunded, boolean isRight) {
        Facts facts = facts(status, true, new Returned(1, 500, 500, 0));
        Entry.Payment payment = new Entry.Payment(ID, state, eur(amount), eur(captured), eur(refunded));
        String found = Rules.payment(facts, payment);
        assertThat(found == null).isEqualTo(isRight);
        if (!isRight) {
            assertThat(found)
                    .isEqualTo(
                            "%s, total 890, refunded for returns 500 of 500, payment %s, captured %d, refunded %d of %d"
                                    .formatted(status, state, captured, refunded, amount));
        }
    }

    /** Where some had been given back before it is less, and no more than there was; a refund by hand is one too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // known to be paid back for returns | of | less than that by | the payment's refunds
                "0   | 0   | 0   | 0   | true",
                "400 | 500 | 100 | 400 | false",
                "400 | 500 | 100 | 889 | false",
                "400 | 500 | 100 | 890 | true",
                "0   | 500 | 0   | 0   | false",
                "0   | 500 | 0   | 499 | false",
                "0   | 500 | 0   | 500 | true",
                "0   | 900 | 0   | 890 | true",
                "400 | 900 | 0   | 890 | true"
            })
    void whatCameBackIsPaidBackAsFarAsThereWasAnythingLeft(
            long known, long owed, long less, long refunded, boolean isRight) {
        Facts facts = facts("delivered", true, new Returned(1, known, owed, less));
        Entry.Payment payment = new Entry.Payment(ID, "captured", eur(890), eur(890), eur(refunded));
        assertThat(Rules.payment(facts, payment) == null).isEqualTo(isRight);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unknown   | cancelled",
                "pending   | nothing cancelled",
                "confirmed | created",
                "shipped   | created dispatched in_transit lost",
                "delivered | delivered",
                "returned  | delivered",
                "rejected  | nothing cancelled",
                "cancelled | nothing cancelled"
            })
    void parcelsAreWhereTheOrderHasThem(String status, String allowed) {
        for (String state :
                List.of("nothing", "created", "dispatched", "in_transit", "delivered", "lost", "cancelled")) {
            if (!state.equals("nothing") || !status.equals("unknown")) {
                Entry.Shipment shipment = state.equals("nothing") ? null : new Entry.Shipment(ID, state);
                assertThat(Rules.shipment(facts(status), shipment) == null)
                        .as("%s, %s", status, state)
                        .isEqualTo(Set.of(allowed.split(" ")).contains(state));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"confirmed", "shipped", "delivered", "returned"})
    void whatWasPlacedBeforeThereWerePaymentsHasNoneAndNoParcel(String status) {
        Facts facts = facts(status, false, Returned.NOTHING);
        assertThat(Rules.payment(facts, null)).isNull();
        assertThat(Rules.shipment(facts, null)).isNull();
    }
}
