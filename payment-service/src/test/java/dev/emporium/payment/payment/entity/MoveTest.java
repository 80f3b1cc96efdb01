package dev.emporium.payment.payment.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.payment.provider.entity.Finding.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MoveTest {
    /** state, what is found -> the move, and where it leads; void: when the order is over. */
    private static final Map<String, String> MOVES = new TreeMap<>(Map.ofEntries(
            Map.entry("pending authorised", "HOLD authorised"),
            Map.entry("pending authorised void", "HOLD authorised"),
            Map.entry("pending action_required", "ASK_BUYER action_required"),
            Map.entry("pending action_required void", "ASK_BUYER action_required"),
            Map.entry("pending declined", "DECLINE declined"),
            Map.entry("pending declined void", "DECLINE declined"),
            Map.entry("pending refused", "FAIL failed"),
            Map.entry("pending refused void", "FAIL failed"),
            Map.entry("pending voided", "END voided"),
            Map.entry("pending voided void", "END voided"),
            Map.entry("action_required authorised", "CONFIRM authorised"),
            Map.entry("action_required authorised void", "CONFIRM authorised"),
            Map.entry("action_required declined", "REFUSE declined"),
            Map.entry("action_required declined void", "REFUSE declined"),
            Map.entry("action_required voided", "ABANDON declined"),
            Map.entry("action_required voided void", "CALL_OFF voided"),
            Map.entry("authorised captured", "TAKE captured"),
            Map.entry("authorised captured void", "TAKE captured"),
            Map.entry("authorised voided", "LET_GO voided"),
            Map.entry("authorised voided void", "LET_GO voided")));

    @Test
    void fromEachStateAndWhateverIsFoundOnlyTheTablesMovesAreMade() {
        Map<String, String> made = new TreeMap<>();
        for (PaymentStatus from : PaymentStatus.values()) {
            for (Kind found : Kind.values()) {
                for (boolean voidAsked : List.of(false, true)) {
                    Move.of(from, found, voidAsked)
                            .ifPresent(move -> made.put(
                                    from.word() + " " + found.word() + (voidAsked ? " void" : ""),
                                    move + " " + move.to().word()));
                }
            }
        }
        assertThat(made).isEqualTo(MOVES);
    }

    @Test
    void whatIsUnknownMovesNothing() {
        assertThat(PaymentStatus.values()).allSatisfy(from -> assertThat(Move.of(from, Kind.UNKNOWN, false))
                .isEmpty());
    }

    /** What a payment has posted when it comes to a state is what the state says of the money. */
    @Test
    void whatIsHeldAndTakenByTheLedgerIsWhatTheStateSays() {
        for (Move move : Move.values()) {
            long held = held(move.from()) + sum(move, Account.HOLDS);
            long taken = sum(move, Account.RECEIVABLE);
            assertThat(held).as(move + " held").isEqualTo(held(move.to()));
            assertThat(taken).as(move + " taken").isEqualTo(move.to() == PaymentStatus.CAPTURED ? 1 : 0);
        }
    }

    private static long held(PaymentStatus status) {
        return status == PaymentStatus.AUTHORISED ? 1 : 0;
    }

    private static long sum(Move move, Account account) {
        return move.postings().stream()
                .mapToLong(posting -> posting.debit() == account ? 1 : posting.credit() == account ? -1 : 0)
                .sum();
    }

    @Test
    void eachMoveTellsOfItself() {
        assertThat(Arrays.stream(Move.values()).map(Move::event)).allMatch(event -> event.startsWith("payment."));
    }
}
