package dev.emporium.shipping.shipment.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MoveTest {
    @Test
    void theTableHasExactlyTheMovesOfTheDesign() {
        assertThat(Move.values())
                .extracting(
                        move -> move.from().word() + " -> " + move.to().word() + " " + move.by() + " " + move.event())
                .containsExactlyInAnyOrder(
                        "created -> dispatched PEOPLE_AND_CARRIER shipment.dispatched",
                        "dispatched -> in_transit PEOPLE_AND_CARRIER shipment.in_transit",
                        "in_transit -> delivered PEOPLE_AND_CARRIER shipment.delivered",
                        "in_transit -> lost PEOPLE shipment.lost",
                        "lost -> created PEOPLE shipment.created",
                        "created -> cancelled ORDER shipment.cancelled");
    }

    @Test
    void peopleCallOffNothingAndACarrierLosesNothing() {
        assertThat(Move.byPeople(ShipmentStatus.CANCELLED)).isEmpty();
        assertThat(Arrays.stream(ShipmentStatus.values()).map(Move::byCarrier))
                .noneMatch(move -> move.filter(Move.LOSE::equals).isPresent());
    }

    /** So that a state says by which move people bring something to it, and a carrier what comes next. */
    @Test
    void noStateIsReachedInTwoWays() {
        assertThat(Move.values()).extracting(Move::to).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Move.values())
                        .filter(move -> move.by() == Move.By.PEOPLE_AND_CARRIER)
                        .map(Move::from))
                .doesNotHaveDuplicates();
    }
}
