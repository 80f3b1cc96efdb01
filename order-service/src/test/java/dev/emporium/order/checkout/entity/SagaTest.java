package dev.emporium.order.checkout.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.checkout.entity.Outcome.Decision;
import dev.emporium.order.checkout.entity.Outcome.Next;
import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.OrderStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of the checkout, walked with all that can come, on time, late and twice. */
class SagaTest {
    private static final UUID ORDER = UUID.randomUUID();
    private static final String CALLED_OFF = "called off";
    private static final int LONGEST_WALK = 5;

    private static final Saga SAGA = Saga.checkout(Duration.ofMinutes(15));

    /** What a longer checkout is: rows, and nothing else. */
    private static final Saga LONGER = LongerSaga.create();

    /** An order and its checkout, without a database. */
    private static final class Walk {
        private final Saga saga;
        private final List<String> told = new ArrayList<>();
        private OrderStatus status = OrderStatus.PENDING;
        private String step;

        Walk(Saga saga) {
            this.saga = saga;
            enter(saga.first());
        }

        private void enter(Step next) {
            step = next.name();
            next.asks().forEach(command -> told.add(command.type()));
        }

        void hears(String heard) {
            if (heard.equals(CALLED_OFF)) {
                Move.byPeople(status, OrderStatus.CANCELLED).ifPresent(this::make);
            } else if (step != null && saga.goesOn(new Standing(ORDER, status, step), heard)) {
                Outcome outcome = saga.step(step).outcomes().get(heard);
                if (outcome instanceof Next next) {
                    enter(saga.step(next.step()));
                } else {
                    make(((Decision) outcome).move());
                }
            }
        }

        private void make(Move move) {
            assertThat(status).isEqualTo(move.from());
            if (step != null) {
                saga.undo(step, move).forEach(command -> told.add(command.type()));
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

    private static List<String> everythingHeard(Saga saga) {
        return Stream.of(saga.answers().stream(), Stream.of(Saga.TIMED_OUT, CALLED_OFF, "stock.restocked"))
                .flatMap(all -> all)
                .sorted()
                .toList();
    }

    /** Every walk, each after each of its beginnings. */
    private static void walkAll(Saga saga, Consumer<List<String>> walked) {
        walkOn(everythingHeard(saga), List.of(), walked);
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

    private static Walk walk(Saga saga, List<String> heard) {
        Walk walk = new Walk(saga);
        heard.forEach(walk::hears);
        return walk;
    }

    @Test
    void whatFollowsFromEachAnswerIsToldOnceAndNothingAfterIt() {
        Map<String, String> decided = Map.of(
                "stock.reserved",
                "stock.reserve stock.commit order.confirmed",
                "stock.rejected",
                "stock.reserve stock.release order.rejected",
                Saga.TIMED_OUT,
                "stock.reserve stock.release order.rejected",
                CALLED_OFF,
                "stock.reserve stock.release order.cancelled");
        walkAll(SAGA, heard -> {
            String expected = heard.stream()
                    .map(decided::get)
                    .filter(told -> told != null)
                    .findFirst()
                    .orElse("stock.reserve");
            // a confirmed order can be called off still
            int confirmed = heard.indexOf("stock.reserved");
            if (expected.endsWith("confirmed")
                    && heard.subList(confirmed, heard.size()).contains(CALLED_OFF)) {
                expected += " stock.release order.cancelled";
            }
            assertThat(String.join(" ", walk(SAGA, heard).told))
                    .as("after %s", heard)
                    .isEqualTo(expected);
        });
    }

    @Test
    void nothingThatWasAskedForIsKeptOrGivenBackTwice() {
        Set<OrderStatus> ends = new HashSet<>();
        walkAll(LONGER, heard -> {
            Walk walk = walk(LONGER, heard);
            ends.add(walk.status);
            long events =
                    walk.told.stream().filter(type -> type.startsWith("order.")).count();
            boolean goods = walk.status == OrderStatus.PENDING || walk.status == OrderStatus.CONFIRMED;
            assertThat(walk.times("stock.release")).as("after %s", heard).isEqualTo(goods ? 0 : 1);
            if (walk.status == OrderStatus.REJECTED || walk.status == OrderStatus.PENDING) {
                assertThat(walk.times("money.void"))
                        .as("after %s", heard)
                        .isEqualTo(goods ? 0 : walk.times("money.authorise"));
                assertThat(events).isEqualTo(goods ? 0 : 1);
            }
            assertThat(walk.times("money.authorise")).as("after %s", heard).isLessThanOrEqualTo(1);
        });
        assertThat(ends)
                .containsExactlyInAnyOrder(
                        OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.REJECTED, OrderStatus.CANCELLED);
    }

    @Test
    void aLongerCheckoutIsMoreRows() {
        assertThat(walk(LONGER, List.of("stock.reserved", "money.authorised")).told)
                .containsExactly("stock.reserve", "money.authorise", "stock.commit", "order.confirmed");
        assertThat(walk(LONGER, List.of("stock.reserved", "money.to_confirm", "money.authorised")).told)
                .containsExactly("stock.reserve", "money.authorise", "stock.commit", "order.confirmed");
        assertThat(walk(LONGER, List.of("stock.reserved", "money.to_confirm", Saga.TIMED_OUT)).told)
                .as("the last first")
                .containsExactly("stock.reserve", "money.authorise", "money.void", "stock.release", "order.rejected");
        assertThat(walk(LONGER, List.of("money.authorised", CALLED_OFF, "stock.reserved")).told)
                .as("too early, and too late")
                .containsExactly("stock.reserve", "stock.release", "order.cancelled");
    }

    @Test
    void nothingFollowsForAnOrderThatIsNotPendingThoughItsCheckoutIsLeft() {
        for (Saga saga : List.of(SAGA, LONGER)) {
            for (Step step : saga.steps()) {
                for (String heard : everythingHeard(saga)) {
                    for (OrderStatus status : OrderStatus.values()) {
                        assertThat(saga.goesOn(new Standing(ORDER, status, step.name()), heard))
                                .as("%s at %s hears %s", status, step.name(), heard)
                                .isEqualTo(status == OrderStatus.PENDING
                                        && step.outcomes().containsKey(heard));
                    }
                }
            }
        }
    }

    @Test
    void aCheckoutEndsWithADecisionAndGoesOnOtherwise() {
        assertThat(LONGER.awaiting("money.authorised")).containsExactly("awaiting_money", "awaiting_buyer");
        assertThat(LONGER.ending("money.authorised")).containsExactly("awaiting_money", "awaiting_buyer");
        assertThat(LONGER.awaiting("stock.reserved")).containsExactly("awaiting_stock");
        assertThat(LONGER.ending("stock.reserved")).isEmpty();
        assertThat(LONGER.awaiting("stock.restocked")).isEmpty();
        assertThat(SAGA.answers()).containsExactlyInAnyOrder("stock.reserved", "stock.rejected");
        assertThat(SAGA.topics()).containsExactly("product.events");
    }

    @Test
    void everyStepEndsInTimeAndEveryNextOneIsThere() {
        for (Saga saga : List.of(SAGA, LONGER)) {
            Set<String> reached = new TreeSet<>(Set.of(saga.first().name()));
            for (Step step : saga.steps()) {
                assertThat(saga.ending(Saga.TIMED_OUT)).contains(step.name());
                assertThat(step.timeout()).isPositive();
                step.outcomes().values().forEach(outcome -> {
                    if (outcome instanceof Next next) {
                        reached.add(saga.step(next.step()).name());
                    }
                });
            }
            assertThat(reached)
                    .isEqualTo(saga.steps().stream().map(Step::name).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void ofAStepThatALaterVersionKnowsAllIsGivenBackThatThisOneKnows() {
        assertThat(LONGER.undo("awaiting_customs", Move.CANCEL_PENDING))
                .extracting(Command::type)
                .containsExactly("money.void", "stock.release");
    }

    @Test
    void theArchitectureShowsTheTable() throws IOException {
        assertThat(Files.readString(Path.of("../docs/architecture.md"))).contains(asMarkdown(SAGA));
    }

    private static String asMarkdown(Saga saga) {
        List<String> rows = new ArrayList<>();
        rows.add("| step | asks | hears | then | and tells |");
        rows.add("| --- | --- | --- | --- | --- |");
        for (Step step : saga.steps()) {
            List<String> heard = new ArrayList<>(new TreeSet<>(step.outcomes().keySet()));
            heard.add(CALLED_OFF);
            String first = "| `%s` | %s ".formatted(step.name(), types(step.asks().stream()));
            for (String each : heard) {
                rows.add(first + row(saga, step, each));
                first = "| | ";
            }
        }
        return String.join("\n", rows) + "\n";
    }

    private static String row(Saga saga, Step step, String heard) {
        Outcome outcome = heard.equals(CALLED_OFF)
                ? new Decision(Move.CANCEL_PENDING, null)
                : step.outcomes().get(heard);
        String hears = saga.answers().contains(heard) ? "`" + heard + "`" : heard;
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
                        types(Stream.concat(saga.undo(step.name(), move).stream(), move.commands().stream())),
                        move.event());
    }

    private static String types(Stream<Command> commands) {
        return commands.map(command -> "`" + command.type() + "`").collect(Collectors.joining(", "));
    }
}
