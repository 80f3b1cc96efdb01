package dev.emporium.order.checkout.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.checkout.entity.Outcome.Decision;
import dev.emporium.order.checkout.entity.Outcome.Next;
import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.platform.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the checkout, walked with all that can come, on time, late and twice. */
class SagaTest {
    private static final UUID ORDER = UUID.randomUUID();
    private static final String CALLED_OFF = "called off";
    private static final int LONGEST_WALK = 5;
    private static final Origin PLACED = new Origin("request-1", null);

    private static final Saga SAGA = Saga.checkout(Duration.ofMinutes(1), Duration.ofMinutes(15));

    /** An order and its checkout, without a database. */
    private static final class Walk {
        private final List<String> told = new ArrayList<>();
        private final boolean isPaid;
        private OrderStatus status = OrderStatus.PENDING;
        private String step;

        Walk(boolean isPaid) {
            this.isPaid = isPaid;
            enter(SAGA.first());
        }

        private void enter(Step next) {
            step = next.name();
            next.asks().forEach(command -> told.add(command.type()));
        }

        void hears(String heard) {
            Move following = Move.FOLLOWING_SHIPMENTS.get(heard);
            if (heard.equals(CALLED_OFF)) {
                if (status == OrderStatus.PENDING) {
                    make(Move.CANCEL_PENDING);
                }
            } else if (following != null) {
                if (status == following.from()) {
                    make(following);
                }
            } else if (step != null) {
                SAGA.outcome(new Standing(ORDER, status, step, isPaid, PLACED), heard)
                        .ifPresent(this::follow);
            }
        }

        private void follow(Outcome outcome) {
            if (outcome instanceof Next next) {
                enter(SAGA.step(next.step()));
            } else {
                make(((Decision) outcome).move());
            }
        }

        private void make(Move move) {
            assertThat(status).isEqualTo(move.from());
            if (step != null) {
                SAGA.undo(step, move).forEach(command -> told.add(command.type()));
            }
            move.commands().forEach(command -> told.add(command.type()));
            told.add(move.event());
            status = move.to();
            step = null;
        }

        long times(String type) {
            return told.stream().filter(type::equals).count();
        }
    }

    private static List<String> everythingHeard() {
        return Stream.of(
                        SAGA.answers().stream(),
                        Move.FOLLOWING_SHIPMENTS.keySet().stream(),
                        Stream.of(Saga.TIMED_OUT, CALLED_OFF, "stock.restocked"))
                .flatMap(all -> all)
                .sorted()
                .toList();
    }

    /** Every walk, each after each of its beginnings. */
    private static void walkAll(Consumer<List<String>> walked) {
        walkOn(everythingHeard(), List.of(), walked);
    }

    private static void walkOn(List<String> heard, List<String> soFar, Consumer<List<String>> walked) {
        walked.accept(soFar);
        if (soFar.size() < LONGEST_WALK) {
            for (String next : heard) {
                List<String> longer = new ArrayList<>(soFar);
                longer.add(next);
                walkOn(heard, longer, walked);
            }
        }
    }

    private static Walk walk(String... heard) {
        return walk(List.of(heard));
    }

    private static Walk walk(List<String> heard) {
        Walk walk = new Walk(true);
        heard.forEach(walk::hears);
        return walk;
    }

    @Test
    void whateverComesNothingIsKeptThatTheOrderDoesNotNeedAndNothingGivenBackTwice() {
        Set<OrderStatus> ends = new HashSet<>();
        walkAll(heard -> {
            Walk walk = walk(heard);
            ends.add(walk.status);
            List<String> told = walk.told;
            boolean over = walk.status == OrderStatus.REJECTED || walk.status == OrderStatus.CANCELLED;
            boolean confirmed = told.contains("order.confirmed");
            boolean shipped = told.contains("order.shipped");
            assertThat(told).as("after %s", heard).doesNotHaveDuplicates();
            assertThat(told.contains("stock.release")).as("after %s", heard).isEqualTo(over);
            assertThat(told.contains("payment.void"))
                    .as("after %s", heard)
                    .isEqualTo(over && told.contains("payment.authorise"));
            assertThat(told.contains("payment.capture")).as("after %s", heard).isEqualTo(shipped);
            assertThat(told.contains("stock.commit")).as("after %s", heard).isEqualTo(confirmed);
            assertThat(told.contains("shipment.create")).as("after %s", heard).isEqualTo(confirmed);
            assertThat(told.indexOf("payment.void"))
                    .as("behind what it gives back, after %s", heard)
                    .isGreaterThanOrEqualTo(over ? told.indexOf("payment.authorise") : -1);
        });
        assertThat(ends)
                .containsExactlyInAnyOrder(
                        OrderStatus.PENDING,
                        OrderStatus.CONFIRMED,
                        OrderStatus.REJECTED,
                        OrderStatus.CANCELLED,
                        OrderStatus.SHIPPED,
                        OrderStatus.DELIVERED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            stock.rejected | stock.reserve stock.release order.rejected
            timed out | stock.reserve stock.release order.rejected
            called off | stock.reserve stock.release order.cancelled
            payment.authorised,called off,stock.reserved | stock.reserve stock.release order.cancelled
            stock.reserved,payment.declined | stock.reserve payment.authorise payment.void stock.release order.rejected
            stock.reserved,payment.failed | stock.reserve payment.authorise payment.void stock.release order.rejected
            stock.reserved,timed out,payment.authorised | stock.reserve payment.authorise payment.void stock.release order.rejected
            stock.reserved,called off | stock.reserve payment.authorise payment.void stock.release order.cancelled
            stock.reserved,payment.action_required,timed out | stock.reserve payment.authorise payment.void stock.release order.rejected
            stock.reserved,payment.action_required,payment.authorised | stock.reserve payment.authorise stock.commit shipment.create order.confirmed
            stock.reserved,payment.authorised,timed out | stock.reserve payment.authorise stock.commit shipment.create order.confirmed
            stock.reserved,payment.authorised,shipment.cancelled,shipment.dispatched | stock.reserve payment.authorise stock.commit shipment.create order.confirmed payment.void stock.release order.cancelled
            stock.reserved,payment.authorised,shipment.dispatched,shipment.cancelled,shipment.delivered | stock.reserve payment.authorise stock.commit shipment.create order.confirmed payment.capture order.shipped order.delivered
            """)
    void tellsWhatFollows(String heard, String told) {
        assertThat(walk(heard.split(",")).told).containsExactly(told.split(" "));
    }

    @Test
    void anOrderOfTheVersionBeforeIsConfirmedWithoutPayment() {
        Walk walk = new Walk(false);
        walk.hears("stock.reserved");
        assertThat(walk.status).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(walk.told).doesNotContain("payment.authorise");
    }

    @Test
    void nothingFollowsForAnOrderThatIsNotPendingThoughItsCheckoutIsLeft() {
        for (Step step : SAGA.steps()) {
            for (String heard : everythingHeard()) {
                for (OrderStatus status : OrderStatus.values()) {
                    assertThat(SAGA.outcome(new Standing(ORDER, status, step.name(), true, PLACED), heard)
                                    .isPresent())
                            .as("%s at %s hears %s", status, step.name(), heard)
                            .isEqualTo(status == OrderStatus.PENDING
                                    && step.outcomes().containsKey(heard));
                }
            }
        }
    }

    @Test
    void aCheckoutEndsWithADecisionAndGoesOnOtherwise() {
        assertThat(SAGA.awaiting("payment.authorised")).containsExactly("awaiting_payment", "awaiting_buyer");
        assertThat(SAGA.ending("payment.authorised")).containsExactly("awaiting_payment", "awaiting_buyer");
        assertThat(SAGA.awaiting("stock.reserved")).containsExactly("awaiting_stock");
        assertThat(SAGA.ending("stock.reserved")).isEmpty();
        assertThat(SAGA.awaiting("stock.restocked")).isEmpty();
        assertThat(SAGA.answers())
                .containsExactlyInAnyOrder(
                        "stock.reserved",
                        "stock.rejected",
                        "payment.authorised",
                        "payment.declined",
                        "payment.failed",
                        "payment.action_required");
        assertThat(SAGA.topics()).containsExactlyInAnyOrder("product.events", "payment.events");
    }

    @Test
    void everyStepEndsInTimeAndEveryNextOneIsThere() {
        Set<String> reached = new TreeSet<>(Set.of(SAGA.first().name()));
        for (Step step : SAGA.steps()) {
            assertThat(SAGA.ending(Saga.TIMED_OUT)).contains(step.name());
            assertThat(step.timeout()).isPositive();
            step.outcomes().values().forEach(outcome -> {
                if (outcome instanceof Next next) {
                    reached.add(SAGA.step(next.step()).name());
                }
            });
        }
        assertThat(reached)
                .isEqualTo(SAGA.steps().stream().map(Step::name).collect(Collectors.toCollection(TreeSet::new)));
        assertThat(SAGA.step("awaiting_buyer").timeout())
                .as("people take longer")
                .isGreaterThan(SAGA.first().timeout());
    }

    @Test
    void ofAStepThatALaterVersionKnowsAllIsGivenBackThatThisOneKnows() {
        assertThat(SAGA.undo("awaiting_customs", Move.CANCEL_PENDING))
                .extracting(Command::type)
                .containsExactly("payment.void", "stock.release");
    }

    @Test
    void theArchitectureShowsTheTable() throws IOException {
        assertThat(Files.readString(Path.of("../docs/architecture.md"))).contains(asMarkdown());
    }

    private static String asMarkdown() {
        List<String> rows = new ArrayList<>();
        rows.add("| step | asks | hears | then | and tells |");
        rows.add("| --- | --- | --- | --- | --- |");
        for (Step step : SAGA.steps()) {
            List<String> heard = new ArrayList<>(new TreeSet<>(step.outcomes().keySet()));
            heard.add(CALLED_OFF);
            String first = "| `%s` | %s "
                    .formatted(step.name(), types(step.asks().stream().map(Ask::type)));
            for (String each : heard) {
                rows.add(first + row(step, each));
                first = "| | ";
            }
        }
        new TreeMap<>(Move.FOLLOWING_SHIPMENTS)
                .forEach((heard, move) -> rows.add("| %s | | `%s` | %s | %s`%s` |"
                        .formatted(
                                move.from().word(),
                                heard,
                                move.to().word(),
                                move.commands().isEmpty()
                                        ? ""
                                        : types(move.commands().stream().map(Command::type)) + ", ",
                                move.event())));
        return String.join("\n", rows) + "\n";
    }

    private static String row(Step step, String heard) {
        Outcome outcome = heard.equals(CALLED_OFF)
                ? new Decision(Move.CANCEL_PENDING, null)
                : step.outcomes().get(heard);
        String hears = SAGA.answers().contains(heard) ? "`" + heard + "`" : heard;
        if (outcome instanceof Next next) {
            return "| %s | `%s` | |".formatted(hears, next.step());
        }
        Decision decision = (Decision) outcome;
        Move move = decision.move();
        String reason = decision.reason() == null ? "" : ": `" + decision.reason() + "`";
        return "| %s | %s%s | %s, `%s` |"
                .formatted(
                        hears,
                        move.to().word(),
                        reason,
                        types(Stream.concat(SAGA.undo(step.name(), move).stream(), move.commands().stream())
                                .map(Command::type)),
                        move.event());
    }

    private static String types(Stream<String> types) {
        return types.map(type -> "`" + type + "`").collect(Collectors.joining(", "));
    }
}
