package dev.emporium.platform.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.Json;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdempotencyIT {
    private final TestDatabase database = TestDatabase.create();
    private final Idempotency idempotency = new Idempotency(Json.mapper());
    private final AtomicInteger worked = new AtomicInteger();

    private static IdempotentRequest request(String caller, String key, int hash) {
        return new IdempotentRequest(caller, key, new byte[] {(byte) hash});
    }

    private Answer ask(IdempotentRequest request) {
        return database.jdbi().inTransaction(transaction -> idempotency.once(transaction, request, this::work));
    }

    private Answer work() {
        return new Answer(201, Map.of("Location", "/things/1"), "{\"n\":" + worked.incrementAndGet() + "}");
    }

    @Test
    void parallelRequestsWithOneKeyDoTheWorkOnceAndGetTheSameAnswer() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(20);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(callers.submit(() -> ask(request("me", "key", 1))));
        }
        int replayed = 0;
        for (Future<Answer> answer : answers) {
            assertThat(answer.get().body()).isEqualTo("{\"n\":1}");
            assertThat(answer.get().status()).isEqualTo(201);
            assertThat(answer.get().headers()).containsEntry("Location", "/things/1");
            replayed += answer.get().replayed() ? 1 : 0;
        }
        callers.shutdown();
        assertThat(worked).hasValue(1);
        assertThat(replayed).isEqualTo(49);
    }

    @Test
    void keysBelongToTheirCaller() {
        assertThat(ask(request("me", "key", 1)).replayed()).isFalse();
        assertThat(ask(request("you", "key", 1)).replayed()).isFalse();
        assertThat(worked).hasValue(2);
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() {
        ask(request("me", "key", 1));
        assertThatThrownBy(() -> ask(request("me", "key", 2)))
                .isInstanceOfSatisfying(ProblemException.class, refusal -> assertThat(refusal.status())
                        .isEqualTo(422));
        assertThat(worked).hasValue(1);
    }

    @Test
    void workThatFailedLeavesTheKeyFree() {
        assertThatThrownBy(() -> database.jdbi().useTransaction(transaction -> {
                    idempotency.begin(transaction, request("me", "key", 1), null);
                    throw new IllegalStateException("died here");
                }))
                .hasMessage("died here");
        assertThat(ask(request("me", "key", 1)).replayed()).isFalse();
    }

    @Test
    void aRequestThatTakesTooLongIsReportedAsStillAtWork() {
        database.jdbi().useTransaction(transaction -> {
            idempotency.begin(transaction, request("me", "key", 1), null);
            // on a thread of its own: a nested call would join this transaction
            Future<Answer> second = CompletableFuture.supplyAsync(() -> ask(request("me", "key", 1)));
            assertThatThrownBy(second::get).cause().isInstanceOfSatisfying(ProblemException.class, refusal -> {
                assertThat(refusal.status()).isEqualTo(409);
                assertThat(refusal.headers()).containsKey("Retry-After");
            });
        });
        assertThat(worked).hasValue(0);
    }

    @Test
    void theAnswerThatIsSettledFirstIsTheAnswer() {
        IdempotentRequest request = request("me", "key", 1);
        UUID made = Uuid7.next();
        database.jdbi().useTransaction(transaction -> idempotency.begin(transaction, request, made));
        Optional<Idempotency.Earlier> earlier = database.jdbi().withHandle(handle -> idempotency.find(handle, request));
        assertThat(earlier).contains(new Idempotency.Earlier(made, Optional.empty()));
        Answer first = new Answer(201, Map.of(), "\"first\"");
        Answer second = new Answer(202, Map.of(), "\"second\"");
        assertThat(database.jdbi()
                        .withHandle(handle -> idempotency.settle(handle, request, first))
                        .body())
                .isEqualTo("\"first\"");
        Answer settled = database.jdbi().withHandle(handle -> idempotency.settle(handle, request, second));
        assertThat(settled.body()).isEqualTo("\"first\"");
        assertThat(settled.status()).isEqualTo(201);
    }
}
