package dev.emporium.payment.payment.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.payment.payment.entity.Move;
import dev.emporium.payment.payment.entity.PaymentRepository.Moving;
import dev.emporium.payment.payment.entity.Refund;
import dev.emporium.payment.provider.control.WebhookEvent;
import dev.emporium.payment.provider.entity.Finding;
import dev.emporium.payment.provider.entity.ProviderCall;
import dev.emporium.payment.provider.entity.Step;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.messaging.InvalidMessageException;
import dev.emporium.platform.testing.EventContracts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What becomes of payments, step by step. */
class SettlementIT {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static Rig rig;

    private final UUID orderId = UUID.randomUUID();

    @BeforeAll
    static void start(@TempDir Path folder) {
        rig = new Rig(folder);
    }

    @BeforeEach
    void nothingIsDue() {
        rig.forget();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({
        "tok_ok, authorised, payment.authorised, ",
        "tok_visa, authorised, payment.authorised, ",
        "tok_slow, authorised, payment.authorised, ",
        "tok_declined, declined, payment.declined, declined",
        "tok_insufficient_funds, declined, payment.declined, insufficient_funds",
        "tok_3ds, action_required, payment.action_required, "
    })
    void isWhatTheProviderSays(String token, String status, String event, String reason) {
        rig.authorise(orderId, token);
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo(status);
        assertThat(rig.events(orderId)).containsExactly(event);
        JsonNode message = rig.messages(orderId).get(0);
        assertThat(EventContracts.violations(message.toString())).isEmpty();
        assertThat(message.path("requestid").asText()).isEqualTo("a-request");
        assertThat(message.at("/data/reason").asText(null)).isEqualTo(reason);
    }

    /** That which asked for it, and not the one that placed the order. */
    @Test
    void whatIsToldOfARefundIsOfTheRequestThatAskedForIt() {
        rig.authorise(orderId, "tok_ok");
        RequestContext.with("of-a-return", TRACE, () -> rig.refund(orderId, UUID.randomUUID(), 999));
        rig.work();
        rig.capture(orderId);
        rig.work();

        assertThat(rig.messages(orderId))
                .extracting(message -> message.path("type").asText() + " of "
                        + message.path("requestid").asText() + " "
                        + message.path("traceparent").asText())
                .containsExactly(
                        "payment.authorised of a-request ",
                        "payment.captured of a-request ",
                        "payment.refunded of of-a-return " + TRACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tok_timeout_then_ok", "tok_error_then_ok"})
    void whatIsNotKnownIsAskedForAgainAndChargedOnce(String token) {
        rig.authorise(orderId, token);
        rig.work();
        assertThat(rig.status(orderId)).isEqualTo("pending");

        rig.clock.passes(Duration.ofSeconds(1));
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo("authorised");
        assertThat(rig.farSide(orderId)).startsWith("1 charge, 1999 held");
        assertThat(rig.events(orderId)).containsExactly("payment.authorised");
    }

    @Test
    void withTheProviderAwayItIsAskedAgainWithinAMinuteHoweverLongThatWas() {
        rig.authorise(orderId, "tok_ok");
        for (int i = 0; i < 12; i++) {
            ProviderCall call = only(rig.work.take(10));
            rig.settlement.settle(call, Finding.unknown("away"));
            assertThat(rig.work.take(10)).as("not at once").isEmpty();
            rig.clock.passes(Duration.ofSeconds(20));
        }

        rig.work();
        assertThat(rig.status(orderId)).isEqualTo("authorised");
    }

    @Test
    void theTokenIsForgottenOnceTheProviderHasAnswered() {
        rig.authorise(orderId, "tok_ok");
        assertThat(tokens()).containsExactly("tok_ok");

        rig.work();
        assertThat(tokens()).isEmpty();
    }

    private static List<String> tokens() {
        return rig.database.jdbi().withHandle(handle -> handle.createQuery(
                        "select token from provider_calls where token is not null")
                .mapTo(String.class)
                .list());
    }

    @Test
    void anAuthorisationThatComesAgainIsOne() {
        rig.authorise(orderId, "tok_ok");
        rig.authorise(orderId, "tok_ok");
        rig.work();
        rig.authorise(orderId, "tok_ok");
        rig.work();

        assertThat(rig.farSide(orderId)).startsWith("1 charge");
        assertThat(rig.events(orderId)).containsExactly("payment.authorised");
    }

    @Test
    void aCaptureThatComesTwiceOrBeforeTheAnswerIsOne() {
        rig.authorise(orderId, "tok_ok");
        rig.capture(orderId);
        rig.capture(orderId);
        rig.work();
        rig.capture(orderId);
        rig.work();

        assertThat(rig.farSide(orderId)).isEqualTo("1 charge, 0 held, 1999 captured, 0 refunded");
        assertThat(rig.events(orderId)).containsExactly("payment.authorised", "payment.captured");
    }

    @Test
    void anOrderThatIsOverBeforeTheAnswerHoldsNothing() {
        rig.authorise(orderId, "tok_timeout_then_ok");
        rig.work();
        rig.letGo(orderId);
        rig.letGo(orderId);

        rig.clock.passes(Duration.ofSeconds(1));
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo("voided");
        assertThat(rig.farSide(orderId)).isEqualTo("1 charge, 0 held, 0 captured, 0 refunded");
        assertThat(rig.events(orderId)).containsExactly("payment.authorised", "payment.voided");
    }

    @Test
    void anOrderThatIsOverWhileItsMoneyIsTakenGetsItBack() {
        rig.authorise(orderId, "tok_ok");
        rig.work();
        rig.capture(orderId);
        ProviderCall capture = only(rig.work.take(10));
        rig.letGo(orderId);
        assertThat(rig.work.take(10)).as("waits for the outcome").isEmpty();

        rig.settlement.settle(capture, rig.work.ask(capture));
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo("refunded");
        assertThat(rig.farSide(orderId)).isEqualTo("1 charge, 0 held, 1999 captured, 1999 refunded");
    }

    @Test
    void anOrderThatIsOverWhileItsMoneyIsRefusedHoldsNothing() {
        rig.authorise(orderId, "tok_ok");
        rig.work();
        rig.capture(orderId);
        ProviderCall capture = only(rig.work.take(10));
        rig.letGo(orderId);

        rig.settlement.settle(capture, Finding.refused("no"));
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo("voided");
        assertThat(rig.farSide(orderId)).isEqualTo("1 charge, 0 held, 0 captured, 0 refunded");
    }

    /** What waits for a lock has seen the refunds as they were before. */
    @Test
    void anOrderThatIsOverAtTheVeryMomentThatItsMoneyIsTakenGetsItBackOnce() {
        rig.authorise(orderId, "tok_ok");
        rig.work();
        rig.refund(orderId, UUID.randomUUID(), 500);
        rig.capture(orderId);
        // it is taken, and is noted below: nothing is given back before that
        rig.work.take(1).forEach(rig.work::ask);

        CompletableFuture<Void> over = rig.database.jdbi().inTransaction(transaction -> {
            rig.payments.lockThatOf(transaction, orderId);
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> rig.letGo(orderId));
            Rig.awaitWhoWaits(transaction);
            rig.refunds.goOn(
                    transaction,
                    only(rig.payments.move(
                            transaction,
                            List.of(new Moving(orderId, Move.TAKE, Finding.of(Finding.Kind.CAPTURED, null), null)),
                            rig.clock.instant())));
            return waiting;
        });
        over.join();
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo("refunded");
        assertThat(rig.payment(orderId).refunds())
                .extracting(Refund::amount, Refund::status)
                .containsExactlyInAnyOrder(tuple(500L, Refund.Status.REFUNDED), tuple(1499L, Refund.Status.REFUNDED));
        assertThat(rig.farSide(orderId)).isEqualTo("1 charge, 0 held, 1999 captured, 1999 refunded");
    }

    @Test
    void aDeclinedPaymentHasNothingToLetGoOf() {
        rig.authorise(orderId, "tok_declined");
        rig.work();
        rig.letGo(orderId);
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo("declined");
        assertThat(rig.events(orderId)).containsExactly("payment.declined");
    }

    @Test
    void anOrderThatWasOverFirstIsNeverCharged() {
        rig.letGo(orderId);
        rig.authorise(orderId, "tok_ok");

        assertThat(rig.work.take(10)).isEmpty();
        assertThat(rig.events(orderId)).isEmpty();
        rig.capture(orderId);
        rig.refund(orderId, UUID.randomUUID(), 100);
        assertThat(rig.work.take(10)).isEmpty();
    }

    @Test
    void anAuthorisationAndTheEndOfItsOrderAtOnceHoldNothing() {
        for (int i = 0; i < 20; i++) {
            UUID order = UUID.randomUUID();
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(() -> rig.authorise(order, "tok_ok")),
                            CompletableFuture.runAsync(() -> rig.letGo(order)))
                    .join();
            rig.work();
            List<String> events = rig.events(order);
            assertThat(events).isIn(List.of(), List.of("payment.authorised", "payment.voided"));
        }
    }

    @Test
    void whatNothingWasHeardOfIsNoCaptureAndNoRefund() {
        assertThatThrownBy(() -> rig.capture(orderId)).isInstanceOf(InvalidMessageException.class);
        assertThatThrownBy(() -> rig.refund(orderId, UUID.randomUUID(), 1)).isInstanceOf(InvalidMessageException.class);
    }

    @Test
    void aBuyerWhoConfirmsIsFoundByAsking() {
        rig.authorise(orderId, "tok_3ds");
        rig.work();
        rig.buyer(orderId, "confirm");
        rig.clock.passes(Duration.ofSeconds(11));
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo("authorised");
        assertThat(rig.events(orderId)).containsExactly("payment.action_required", "payment.authorised");
        assertThat(rig.payment(orderId).actionUrl()).isNull();
    }

    @Test
    void aBuyerWhoRefusesIsFoundByAsking() {
        rig.authorise(orderId, "tok_3ds");
        rig.work();
        rig.buyer(orderId, "refuse");
        rig.clock.passes(Duration.ofSeconds(11));
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo("declined");
        assertThat(rig.messages(orderId).get(1).at("/data/reason").asText()).isEqualTo("not_confirmed");
    }

    @Test
    void aBuyerWhoIsGoneIsWaitedForUntilTheirTimeIsOver() {
        rig.authorise(orderId, "tok_3ds_abandoned");
        rig.work();
        rig.clock.passes(Rig.CONFIRM_WITHIN.minusSeconds(1));
        rig.work();
        assertThat(rig.status(orderId)).isEqualTo("action_required");

        rig.clock.passes(Duration.ofSeconds(1));
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo("declined");
        assertThat(rig.messages(orderId).get(1).at("/data/reason").asText()).isEqualTo("not_confirmed");
        assertThat(EventContracts.violations(rig.messages(orderId).get(1).toString()))
                .isEmpty();
    }

    @Test
    void aBuyerWhoConfirmsTooLateHasPaidNothing() {
        rig.authorise(orderId, "tok_3ds");
        rig.work();
        rig.letGo(orderId);
        rig.buyer(orderId, "confirm");
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo("voided");
        assertThat(rig.farSide(orderId)).isEqualTo("1 charge, 0 held, 0 captured, 0 refunded");
        assertThat(rig.events(orderId)).containsExactly("payment.action_required", "payment.voided");
    }

    @Test
    void anAnswerToAQuestionThatIsDroppedHasNoEffect() {
        rig.authorise(orderId, "tok_3ds");
        rig.work();
        rig.clock.passes(Duration.ofSeconds(11));
        ProviderCall question = only(rig.work.take(10));
        rig.letGo(orderId);
        rig.buyer(orderId, "confirm");

        rig.settlement.settle(question, rig.work.ask(question));
        assertThat(rig.status(orderId)).isEqualTo("action_required");
        rig.work();
        assertThat(rig.status(orderId)).isEqualTo("voided");
    }

    @Test
    void refundsAreOneForEachIdAndOfWhatIsLeftAndNeverAboveTheCapture() {
        rig.authorise(orderId, "tok_ok");
        rig.work();
        UUID early = UUID.randomUUID();
        rig.refund(orderId, early, 500);
        assertThat(rig.work.take(10)).as("nothing is taken yet").isEmpty();
        rig.capture(orderId);
        rig.work();
        rig.refund(orderId, early, 500);
        rig.refund(orderId, UUID.randomUUID(), 1500);
        rig.refund(orderId, UUID.randomUUID(), 1);
        rig.work();

        assertThat(rig.status(orderId)).isEqualTo("refunded");
        assertThat(rig.payment(orderId).refunds().stream().map(Refund::status).map(Refund.Status::word))
                .containsExactlyInAnyOrder("refunded", "failed", "refunded");
        assertThat(rig.payment(orderId).refunds().stream().map(Refund::amount))
                .as("of what is left")
                .containsExactlyInAnyOrder(500L, 1499L, 1L);
        assertThat(rig.farSide(orderId)).isEqualTo("1 charge, 0 held, 1999 captured, 1999 refunded");
        assertThat(rig.events(orderId).stream().filter("payment.refunded"::equals))
                .hasSize(2);
        assertThat(rig.messages(orderId))
                .allSatisfy(message -> assertThat(EventContracts.violations(message.toString()))
                        .isEmpty());
    }

    @Test
    void refundsThatRaceGiveBackNoMoreThanWasTaken() {
        rig.authorise(orderId, "tok_ok");
        rig.capture(orderId);
        rig.work();

        IntStream.range(0, 12).parallel().forEach(i -> rig.refund(orderId, UUID.randomUUID(), 400));
        rig.work();

        assertThat(rig.farSide(orderId)).isEqualTo("1 charge, 0 held, 1999 captured, 1999 refunded");
        assertThat(rig.payment(orderId).refunded()).isEqualTo(1999);
    }

    @Test
    void theDatabaseItselfRefusesToGiveBackMoreThanWasTaken() {
        rig.authorise(orderId, "tok_ok");
        rig.capture(orderId);
        rig.work();

        assertThatThrownBy(() -> rig.database
                        .jdbi()
                        .useHandle(handle -> handle.execute(
                                "update payments set refunding_minor = 1500, refunded_minor = 500 where order_id = ?",
                                orderId)))
                .hasMessageContaining("refunds_within_capture");
    }

    @Test
    void aRefundThatTheProviderRefusesLeavesTheMoneyToBeGivenBackAnew() {
        rig.authorise(orderId, "tok_ok");
        rig.capture(orderId);
        rig.work();
        rig.refund(orderId, UUID.randomUUID(), 500);
        rig.settlement.settle(only(rig.work.take(10)), Finding.refused("no"));

        assertThat(rig.payment(orderId).refunds().get(0).status()).isEqualTo(Refund.Status.FAILED);
        assertThat(rig.payment(orderId).left()).isEqualTo(1999);
        assertThat(rig.events(orderId)).as("nobody was told that it was made").doesNotContain("payment.refund_failed");
        rig.refund(orderId, UUID.randomUUID(), 1999);
        rig.work();
        assertThat(rig.status(orderId)).isEqualTo("refunded");
    }

    /** A bank may send it back for weeks. */
    @Test
    void aRefundThatFailsAfterItWasMadeIsTheShopsAgainAndIsGivenAnew() {
        UUID refundId = refunded(999);
        // as long as that its call is forgotten
        rig.database
                .jdbi()
                .useHandle(handle -> handle.execute("delete from provider_calls where order_id = ?", orderId));
        failed(refundId);
        ProviderCall asked = only(rig.work.take(10));
        assertThat(asked.attempts())
                .as("no first attempt: it is looked for first")
                .isEqualTo(2);
        List<ILoggingEvent> log = logOf(Refunds.class, () -> rig.settlement.settle(asked, Finding.refused("failed")));

        assertThat(rig.status(orderId)).isEqualTo("captured");
        assertThat(rig.payment(orderId).left()).isEqualTo(1999);
        assertThat(rig.payment(orderId).refunds().get(0).status()).isEqualTo(Refund.Status.FAILED);
        assertThat(rig.ledger(orderId)).endsWith("refunded 999", "refund_failed 999");
        assertThat(rig.events(orderId)).endsWith("payment.refunded", "payment.refund_failed");
        JsonNode told = rig.messages(orderId).get(rig.events(orderId).size() - 1);
        assertThat(EventContracts.violations(told.toString())).isEmpty();
        assertThat(told.at("/data/refund_id").asText()).isEqualTo(refundId.toString());
        assertThat(told.at("/data/amount/amount").asText()).isEqualTo("9.99");
        assertThat(told.at("/data/refunded/amount").asText()).isEqualTo("0.00");
        assertThat(log)
                .filteredOn(line -> line.getLevel() == Level.ERROR)
                .flatExtracting(ILoggingEvent::getKeyValuePairs)
                .extracting(pair -> pair.key + " " + pair.value)
                .contains("event.action refund-failed", "emporium.refund_id " + refundId);

        failed(refundId);
        assertThat(rig.work.take(10)).isEmpty();
        assertThat(rig.events(orderId)).containsOnlyOnce("payment.refund_failed");
        rig.refund(orderId, UUID.randomUUID(), 999);
        rig.work();
        assertThat(rig.payment(orderId).refunded()).isEqualTo(999);
        rig.books.run();
        assertThat(rig.books.differences().values()).allMatch(List::isEmpty);
    }

    @Test
    void aRefundIsBelievedToHaveFailedByTheProvidersAnswerAlone() {
        UUID refundId = refunded(1999);
        failed(refundId);
        rig.work();
        assertThat(rig.status(orderId)).isEqualTo("refunded");
        assertThat(rig.ledger(orderId)).doesNotContain("refund_failed 1999");
        assertThat(rig.events(orderId)).containsOnlyOnce("payment.refunded");
    }

    @Test
    void aRefundThatFailsBeforeItsAnswerIsNotedIsToldOfAgain() {
        rig.authorise(orderId, "tok_ok");
        rig.capture(orderId);
        rig.work();
        UUID refundId = UUID.randomUUID();
        rig.refund(orderId, refundId, 1999);
        ProviderCall call = only(rig.work.take(10));

        assertThatThrownBy(() -> failed(refundId)).hasMessageContaining("tell again");
        rig.settlement.settle(call, rig.work.ask(call));
        failed(refundId);
        rig.settlement.settle(only(rig.work.take(10)), Finding.refused("failed"));
        assertThat(rig.status(orderId)).isEqualTo("captured");
    }

    private UUID refunded(long amount) {
        UUID refundId = UUID.randomUUID();
        rig.authorise(orderId, "tok_ok");
        rig.capture(orderId);
        rig.work();
        rig.refund(orderId, refundId, amount);
        rig.work();
        assertThat(rig.payment(orderId).refunded()).isEqualTo(amount);
        return refundId;
    }

    private void failed(UUID refundId) {
        WebhookEvent event = new WebhookEvent("evt", rig.payment(orderId).paymentId(), refundId);
        rig.database.jdbi().useTransaction(transaction -> rig.settlement.changed(transaction, event));
    }

    private static List<ILoggingEvent> logOf(Class<?> type, Runnable work) {
        Logger logger = (Logger) LoggerFactory.getLogger(type);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            work.run();
        } finally {
            logger.detachAppender(log);
        }
        return log.list;
    }

    @Test
    void aCaptureThatTheProviderRefusesIsToldAndCanBeAskedForAnew() {
        rig.authorise(orderId, "tok_ok");
        rig.work();
        rig.capture(orderId);
        List<ILoggingEvent> log =
                logOf(Settlement.class, () -> rig.settlement.settle(only(rig.work.take(10)), Finding.refused("no")));
        assertThat(log)
                .filteredOn(line -> line.getLevel() == Level.ERROR)
                .flatExtracting(ILoggingEvent::getKeyValuePairs)
                .extracting(pair -> pair.key + " " + pair.value)
                .contains("event.action capture-refused", "event.reason no");
        assertThat(rig.work.take(10)).isEmpty();

        rig.capture(orderId);
        rig.work();
        assertThat(rig.status(orderId)).isEqualTo("captured");
    }

    /** Stripe repeats under a key what it has refused: from the second attempt on it is asked first, and then under another. */
    @Test
    void aCaptureThatIsAskedForAnewIsNoFirstAttempt() {
        rig.authorise(orderId, "tok_ok");
        rig.work();
        rig.capture(orderId);
        rig.settlement.settle(only(rig.work.take(10)), Finding.refused("no"));

        rig.capture(orderId);
        assertThat(only(rig.work.take(10)).attempts()).isEqualTo(2);
    }

    /** A bank holds money for some days only. */
    @Test
    void ofMoneyThatIsGoneWhenTheGoodsAreOnTheirWaySomebodyIsTold() {
        rig.authorise(orderId, "tok_ok");
        rig.work();
        rig.capture(orderId);
        List<ILoggingEvent> log = logOf(
                Settlement.class,
                () -> rig.settlement.settle(only(rig.work.take(10)), Finding.of(Finding.Kind.VOIDED, null)));

        assertThat(rig.status(orderId)).isEqualTo("voided");
        assertThat(log)
                .filteredOn(line -> line.getLevel() == Level.ERROR)
                .flatExtracting(ILoggingEvent::getKeyValuePairs)
                .extracting(pair -> pair.key + " " + pair.value)
                .contains("event.action capture-refused", "emporium.order_id " + orderId);
    }

    /** Who asks for it to be taken may come after the provider has told that it is gone. */
    @Test
    void ofMoneyThatWasGoneBeforeTheGoodsLeftSomebodyIsToldOnce() {
        rig.authorise(orderId, "tok_ok");
        rig.work();
        hint();
        rig.settlement.settle(only(rig.work.take(10)), Finding.of(Finding.Kind.VOIDED, null));
        assertThat(rig.status(orderId)).isEqualTo("voided");

        List<ILoggingEvent> log = logOf(Settlement.class, () -> {
            rig.capture(orderId);
            rig.capture(orderId);
        });
        assertThat(log)
                .filteredOn(line -> line.getLevel() == Level.ERROR)
                .singleElement()
                .extracting(line -> line.getKeyValuePairs().stream()
                        .map(pair -> pair.key + " " + pair.value)
                        .toList())
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .contains("event.action capture-refused", "emporium.order_id " + orderId);
    }

    @Test
    void ofWhatAnOrderThatIsOverHasLetGoNothingIsTold() {
        rig.authorise(orderId, "tok_ok");
        rig.work();
        rig.letGo(orderId);
        rig.work();
        UUID neverBegun = UUID.randomUUID();
        rig.letGo(neverBegun);

        List<ILoggingEvent> log = logOf(Settlement.class, () -> {
            rig.capture(orderId);
            rig.capture(neverBegun);
        });
        assertThat(log).filteredOn(line -> line.getLevel() == Level.ERROR).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"tok_ok", "tok_declined"})
    void whereThereIsNothingToPayNobodyIsAsked(String token) {
        UUID cancelled = UUID.randomUUID();
        for (UUID order : List.of(orderId, cancelled)) {
            rig.authorise(order, token, 0);
            rig.work();
            assertThat(rig.status(order)).isEqualTo("authorised");
        }
        rig.capture(orderId);
        rig.letGo(cancelled);
        rig.work();

        assertThat(rig.events(orderId)).containsExactly("payment.authorised", "payment.captured");
        assertThat(rig.events(cancelled)).containsExactly("payment.authorised", "payment.voided");
        assertThat(rig.ledger(orderId)).isEmpty();
        assertThat(rig.farSide(orderId)).isEqualTo("0 charge, 0 held, 0 captured, 0 refunded");
        rig.books.run();
        assertThat(rig.books.differences().get("ledger")).isEmpty();
        assertThat(rig.books.differences().get("payment_state")).isEmpty();
    }

    @Test
    void anAnswerThatMakesNoSenseIsNotBelieved() {
        rig.authorise(orderId, "tok_ok");
        rig.settlement.settle(only(rig.work.take(10)), Finding.of(Finding.Kind.CAPTURED, "pi_1"));
        assertThat(rig.status(orderId)).isEqualTo("pending");

        rig.clock.passes(Duration.ofSeconds(1));
        rig.work();
        assertThat(rig.status(orderId)).isEqualTo("authorised");
    }

    @Test
    void instancesBesideEachOtherDoEachThingOnce() {
        List<UUID> orders = Stream.generate(UUID::randomUUID).limit(60).toList();
        orders.forEach(order -> rig.authorise(order, "tok_ok"));

        List<ProviderCall> made = IntStream.range(0, 6)
                .parallel()
                .mapToObj(i -> rig.another())
                .flatMap(instance -> Stream.iterate(
                                instance.take(3), calls -> !calls.isEmpty(), calls -> instance.take(3))
                        .flatMap(List::stream)
                        .peek(call -> rig.settlement.settle(call, instance.ask(call))))
                .toList();

        assertThat(made).hasSize(60);
        assertThat(orders).allSatisfy(order -> {
            assertThat(rig.farSide(order)).isEqualTo("1 charge, 1999 held, 0 captured, 0 refunded");
            assertThat(rig.events(order)).containsExactly("payment.authorised");
        });
    }

    /** A payment that somebody has locked holds up those behind it; they come into one transaction then. */
    @Test
    void answersThatComeMeanwhileAreNotedTogether() throws Exception {
        List<UUID> orders = Stream.generate(UUID::randomUUID).limit(8).toList();
        orders.forEach(order -> rig.authorise(order, order.equals(orders.get(5)) ? "tok_declined" : "tok_ok"));
        Map<UUID, ProviderCall> calls =
                rig.work.take(10).stream().collect(Collectors.toMap(ProviderCall::orderId, call -> call));

        List<Thread> all = rig.database.jdbi().inTransaction(transaction -> {
            rig.payments.lockThatOf(transaction, orders.get(0));
            List<Thread> settling = new ArrayList<>();
            settling.add(settle(calls.get(orders.get(0))));
            Rig.awaitWhoWaits(transaction);
            // and the last of them twice
            Stream.concat(orders.stream().skip(1), Stream.of(orders.get(7)))
                    .forEach(order -> settling.add(settle(calls.get(order))));
            settling.stream().skip(1).forEach(SettlementIT::awaitThatItWaits);
            return settling;
        });
        for (Thread each : all) {
            each.join();
        }

        assertThat(orders).allSatisfy(order -> assertThat(rig.events(order))
                .containsExactly(order.equals(orders.get(5)) ? "payment.declined" : "payment.authorised"));
        assertThat(transactions(orders.subList(1, 7))).isEqualTo(1);
    }

    private static Thread settle(ProviderCall call) {
        Finding found = rig.work.ask(call);
        Thread thread = new Thread(() -> rig.settlement.settle(call, found));
        thread.start();
        return thread;
    }

    /** For others of its process. */
    private static void awaitThatItWaits(Thread thread) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime()).as("it waits").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static int transactions(List<UUID> orders) {
        return rig.database.jdbi().withHandle(handle -> handle.createQuery(
                        "select count(distinct cast(xmin as text)) from payments where order_id = any(:ids)")
                .bind("ids", orders.toArray(UUID[]::new))
                .mapTo(Integer.class)
                .one());
    }

    @Test
    void aWebhookMakesTheProviderBeAskedAndDisturbsNobodyWhoIsAtWork() {
        rig.authorise(orderId, "tok_3ds");
        ProviderCall authorise = only(rig.work.take(10));
        hint();
        assertThat(rig.work.take(10)).as("before the answer").isEmpty();
        rig.settlement.settle(authorise, rig.work.ask(authorise));

        rig.buyer(orderId, "confirm");
        hint();
        hint();
        assertThat(rig.work.take(10)).singleElement().satisfies(call -> {
            assertThat(call.step()).isEqualTo(Step.ASK);
            rig.settlement.settle(call, rig.work.ask(call));
        });
        assertThat(rig.status(orderId)).isEqualTo("authorised");

        hint();
        rig.work();
        assertThat(rig.events(orderId)).containsExactly("payment.action_required", "payment.authorised");
    }

    @Test
    void aWebhookHurriesWhatIsToBeAskedForAgain() {
        rig.authorise(orderId, "tok_error_then_ok");
        rig.work();
        assertThat(rig.work.take(10)).isEmpty();
        hint();
        rig.work();
        assertThat(rig.status(orderId)).isEqualTo("authorised");
    }

    private void hint() {
        WebhookEvent event = new WebhookEvent("evt", rig.payment(orderId).paymentId(), null);
        rig.database.jdbi().useTransaction(transaction -> rig.settlement.changed(transaction, event));
    }

    private static <T> T only(List<T> calls) {
        assertThat(calls).hasSize(1);
        return calls.get(0);
    }
}
