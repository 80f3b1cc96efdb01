package dev.emporium.platform.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.Json;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.persistence.Writes;
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

class IdempotencyIT {
    private final TestDatabase database = TestDatabase.create();
    private final Idempotency idempotency = new Idempotency(Json.mapper());
    private final AtomicInteger worked = new AtomicInteger();

    private static IdempotentRequest request(String caller, String key, int hash) {
        byte[] body = {(byte) hash};
        return new IdempotentRequest(caller, key, "POST /things {}", body, body);
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
    void keysBelongToTheirOperation() {
        byte[] body = {1};
        assertThat(ask(new IdempotentRequest("me", "key", "POST /things {}", body, body))
                        .replayed())
                .isFalse();
        assertThat(ask(new IdempotentRequest("me", "key", "POST /others {}", body, body))
                        .replayed())
                .isFalse();
        assertThat(ask(new IdempotentRequest("me", "key", "POST /others {}", body, body))
                        .replayed())
                .isTrue();
        assertThat(worked).hasValue(2);
    }

    @Test
    void noKeyIsKeptAsItCame() {
        ask(request("me", "a-secret-of-mine", 1));
        String kept = database.jdbi().withHandle(handle -> handle.createQuery("select k::text from idempotency_keys k")
                .mapTo(String.class)
                .one());
        assertThat(kept).contains("sha256:").doesNotContain("a-secret-of-mine");
        assertThat(request("me", "a-secret-of-mine", 1)).asString().doesNotContain("a-secret-of-mine");
    }

    @Test
    void aKeyThatTheVersionBeforeHasKeptStandsForItsRequest() {
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        """
                        insert into idempotency_keys (caller, key, request_hash, status, headers, body)
                        values ('me', 'key', ?, 201, '{}', '"before"')
                        """,
                        new byte[] {7}));
        IdempotentRequest again = new IdempotentRequest("me", "key", "POST /things {}", new byte[] {1}, new byte[] {7});
        assertThat(ask(again).body()).isEqualTo("\"before\"");
        assertThat(worked).hasValue(0);
        assertThatThrownBy(() -> ask(request("me", "key", 1))).hasMessageContaining("used before");
    }

    @Test
    void theVersionBeforeDoesNotServeAgainWhatThisOneHasServed() {
        String before =
                """
                insert into idempotency_keys (caller, key, request_hash, resource_id)
                values (?, ?, ?, null) on conflict do nothing
                """;
        ask(request("me", "key", 1));
        database.jdbi().useHandle(handle -> {
            assertThat(handle.execute(before, "me", "key", new byte[] {7})).isZero();
            assertThat(handle.execute(before, "you", "key", new byte[] {7})).isEqualTo(1);
            assertThat(handle.execute(before, "me", "another", new byte[] {7})).isEqualTo(1);
            assertThat(handle.execute(before, "me", "another", new byte[] {7})).isZero();
        });
    }

    @Test
    void whoShowsTheKeptFormOfAKeyHasNotShownTheKey() {
        ask(request("me", "key", 1));
        String kept = database.jdbi().withHandle(handle -> handle.createQuery("select key from idempotency_keys")
                .mapTo(String.class)
                .one());
        assertThat(ask(request("me", kept, 1)).replayed()).isFalse();
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
            Future<Answer> second =
                    CompletableFuture.supplyAsync(() -> database.jdbi().inTransaction(other -> {
                        other.execute("set local lock_timeout = '100ms'");
                        return idempotency.once(other, request("me", "key", 1), this::work);
                    }));
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
        assertThat(earlier).contains(new Idempotency.Earlier(made, Optional.empty(), Optional.empty()));
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

    @Test
    void ofSeveralThatAreSettledTogetherEachHasItsFirstAnswerAndWhatIsForgottenNone() {
        IdempotentRequest settled = request("me", "settled", 1);
        IdempotentRequest open = request("me", "open", 1);
        IdempotentRequest forgotten = request("you", "forgotten", 1);
        Map<IdempotentRequest, Idempotency.Earlier> kept = database.jdbi().inTransaction(transaction -> {
            List.of(settled, open, forgotten).forEach(each -> idempotency.begin(transaction, each, Uuid7.next()));
            idempotency.settle(transaction, Map.of(settled, "first"));
            idempotency.forget(transaction, List.of("you"));
            return idempotency.settle(transaction, Map.of(settled, "second", open, "second", forgotten, "second"));
        });
        assertThat(kept.get(settled).state()).contains("\"first\"");
        assertThat(kept.get(open).state()).contains("\"second\"");
        assertThat(state(open)).contains("\"second\"");
        assertThat(kept).doesNotContainKey(forgotten);
        assertThat(state(forgotten)).isEmpty();
    }

    private Optional<String> state(IdempotentRequest request) {
        return database.jdbi()
                .withHandle(handle -> idempotency.find(handle, request))
                .flatMap(Idempotency.Earlier::state);
    }

    @Test
    void betweenAStateAndAnAnswerOfTheVersionBeforeTheFirstCounts() {
        IdempotentRequest here = request("me", "here", 1);
        IdempotentRequest there = request("me", "there", 1);
        Answer before = new Answer(202, Map.of(), "\"before\"");
        Map<IdempotentRequest, Idempotency.Earlier> kept = database.jdbi().inTransaction(transaction -> {
            List.of(here, there).forEach(each -> idempotency.begin(transaction, each, Uuid7.next()));
            idempotency.settle(transaction, Map.of(here, "first"));
            List.of(here, there).forEach(each -> idempotency.settle(transaction, each, before));
            return idempotency.settle(transaction, Map.of(here, "second", there, "second"));
        });
        assertThat(kept.get(here).state()).contains("\"first\"");
        assertThat(kept.get(here).answer()).isEmpty();
        assertThat(kept.get(there).answer()).map(Answer::body).contains("\"before\"");
        assertThat(kept.get(there).state()).isEmpty();
    }

    @Test
    void workThatIsDoneWithItsClaimIsDoneOnceWithItsAnswer() {
        IdempotentRequest request = request("me", "key", 1);
        assertThat(claim(request, Uuid7.next(), "false")).isFalse();
        UUID made = Uuid7.next();
        assertThat(claim(request, made, "true")).isTrue();
        assertThat(claim(request, Uuid7.next(), "true")).isFalse();
        assertThat(database.jdbi().<List<UUID>, RuntimeException>withHandle(handle -> handle.createQuery(
                                "select message_id from inbox")
                        .mapTo(UUID.class)
                        .list()))
                .containsExactly(made);
        assertThat(state(request)).contains("\"" + made + "\"");
    }

    private boolean claim(IdempotentRequest request, UUID made, String condition) {
        Writes work = new Writes()
                .onlyIf(condition)
                .add("noted", "insert into inbox (message_id) select :made where " + Idempotency.CLAIMED)
                .bind("made", made);
        return database.jdbi().withHandle(handle -> idempotency.claim(handle, request, made, made, work));
    }

    @Test
    void whatIsForgottenIsNotDoneAgainAndLeavesNothingOfTheRequest() {
        UUID made = Uuid7.next();
        database.jdbi().useTransaction(transaction -> {
            idempotency.begin(transaction, request("guest", "key", 1), made);
            idempotency.settle(transaction, Map.of(request("guest", "key", 1), "state"));
            idempotency.forgetWhatMade(transaction, made);
        });
        Optional<Idempotency.Earlier> earlier =
                database.jdbi().withHandle(handle -> idempotency.find(handle, request("guest", "key", 1)));
        assertThat(earlier).contains(new Idempotency.Earlier(made, Optional.empty(), Optional.empty()));
        ask(request("me", "key", 1));
        database.jdbi().useHandle(handle -> idempotency.forget(handle, List.of("me")));
        assertThatThrownBy(() -> ask(request("me", "key", 1)))
                .isInstanceOfSatisfying(ProblemException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo("idempotency_key_forgotten"));
        assertThat(worked).hasValue(1);
        int bare = database.jdbi().withHandle(handle -> handle.createQuery(
                        "select count(*) from idempotency_keys where length(request_hash) = 0 and body is null and state is null")
                .mapTo(Integer.class)
                .one());
        assertThat(bare).isEqualTo(2);
    }
}
