package dev.emporium.order.ordering.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MoveTest {
    @Test
    void theTableHasExactlyTheMovesOfTheDesign() {
        Set<String> moves = Arrays.stream(Move.values())
                .map(move -> move.from().word() + " -> " + move.to().word())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(moves)
                .containsExactly(
                        "confirmed -> cancelled",
                        "confirmed -> shipped",
                        "delivered -> returned",
                        "pending -> cancelled",
                        "pending -> confirmed",
                        "pending -> rejected",
                        "shipped -> delivered");
    }

    @Test
    void anOrderFollowsItsShipmentAndPeopleMoveThat() {
        assertThat(Move.FOLLOWING_SHIPMENTS.values())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Move.values())
                        .filter(move -> move.by() == Move.By.SHIPMENT)
                        .toList());
        for (OrderStatus from : OrderStatus.values()) {
            for (OrderStatus to : OrderStatus.values()) {
                assertThat(Move.ofShipment(from, to).isPresent())
                        .as("%s -> %s", from, to)
                        .isEqualTo(Move.FOLLOWING_SHIPMENTS.values().stream()
                                .anyMatch(move -> move.from() == from && move.to() == to));
            }
        }
    }

    @Test
    void anOrderThatIsOverWithoutGoodsGivesBackWhatItHolds() {
        // what a pending one gives back, its checkout tells: SagaTest
        assertThat(Move.values())
                .filteredOn(move ->
                        Set.of(OrderStatus.REJECTED, OrderStatus.CANCELLED).contains(move.to()))
                .hasSize(3)
                .allSatisfy(move -> assertThat(move.commands())
                        .extracting(Command::type)
                        .isEqualTo(
                                move.from() == OrderStatus.PENDING
                                        ? List.of()
                                        : List.of("payment.void", "stock.release")));
    }
}
