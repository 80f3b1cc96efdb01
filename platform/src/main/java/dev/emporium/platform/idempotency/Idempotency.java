package dev.emporium.platform.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.persistence.Writes;
import dev.emporium.platform.problem.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Gives the first answer again to a request that comes again. The key becomes a row under a unique constraint before
 * the work and in its transaction: of parallel requests with one key, one works and the others wait for its commit,
 * and when it dies or rolls back the next one works. Thread safe.
 *
 * <p>Keys are kept as hashes. Rows of the version before have the key itself: they are found too, until they are
 * forgotten like all rows after 7 days, so a request that was answered before an upgrade is not served twice after it. The
 * other way round a trigger keeps the version before from serving again what this one has served.
 */
public final class Idempotency {
    /** What a write asks for that is to be made together with the claim. */
    public static final String CLAIMED = "exists (select from claimed)";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String CLAIM =
            """
            insert into idempotency_keys (caller, key, key_hash, request_hash, resource_id, state)
            select :caller, :key, :keyHash, :hash, cast(:resourceId as uuid), :state
            where not exists (
                select from idempotency_keys where caller = :caller and key = :formerKey) and %s
            on conflict do nothing returning resource_id
            """;

    /** No request has an empty hash. */
    private static final String FORGET =
            """
            update idempotency_keys set request_hash = '', status = null, headers = null, body = null, state = null
            where %s
            """;

    private final ObjectMapper json;

    public Idempotency(ObjectMapper json) {
        this.json = json;
    }

    /**
     * What an earlier request with the same key made, and what it was answered if that is settled.
     *
     * @param answer all of it, where it is kept as a whole
     * @param state as JSON, what the answer told of the thing made that may be different by now, where the rest of it is made
     *     anew of that thing
     */
    public record Earlier(UUID resourceId, Optional<Answer> answer, Optional<String> state) {}

    /**
     * Does the work, or gives the answer of the one who did; without a key it just does the work.
     *
     * @throws ProblemException 422 when the key stands for another request, 409 when that one is still at work, or its answer
     *     was forgotten
     */
    public Answer once(Handle transaction, IdempotentRequest request, Supplier<Answer> work) {
        if (request.key() == null) {
            return work.get();
        }
        Optional<Earlier> earlier = begin(transaction, request, null);
        if (earlier.isPresent()) {
            return earlier.get().answer().orElseThrow(Idempotency::forgotten);
        }
        Answer answer = work.get();
        return settle(transaction, request, answer);
    }

    /**
     * Claims the key for this transaction. Empty: go on with the work. Otherwise somebody did it before.
     *
     * @param resourceId what the work is going to make, or null
     * @throws ProblemException 422 when the key stands for another request, 409 when that one is still at work
     */
    public Optional<Earlier> begin(Handle transaction, IdempotentRequest request, UUID resourceId) {
        if (claim(transaction, request, resourceId, null, new Writes())) {
            return Optional.empty();
        }
        return Optional.of(find(transaction, request).orElseThrow(Idempotency::busy));
    }

    /**
     * Claims the key and does the work, in one statement, which needs no transaction around it.
     *
     * @param state that is answered ({@link Earlier#state}), or null while that is open
     * @param work its conditions are the claim's, and its writes say themselves that they are made if {@link #CLAIMED}
     * @return false, and nothing is written, when the key is somebody else's, or the work's conditions do not hold
     * @throws ProblemException 409 when whoever has the key is still at work
     */
    public boolean claim(Handle handle, IdempotentRequest request, UUID resourceId, Object state, Writes work) {
        Writes all = new Writes()
                .add("claimed", CLAIM.formatted(work.condition()))
                .bind("caller", request.caller())
                .bind("key", request.keptKey())
                .bind("keyHash", request.keyHash())
                .bind("formerKey", request.formerKey())
                .bind("hash", request.hash())
                .bind("resourceId", resourceId)
                .bind("state", state == null ? null : write(state))
                .addAll(work);
        try {
            return all.query(handle, "select " + CLAIMED).mapTo(Boolean.class).one();
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
                throw busy();
            }
            throw e;
        }
    }

    /**
     * What was made under the key before; empty when nothing was, or is not committed yet.
     *
     * @throws ProblemException 422 when the key stands for another request
     */
    public Optional<Earlier> find(Handle handle, IdempotentRequest request) {
        return handle.createQuery(
                        """
                        select key, request_hash, resource_id, status, headers, body, state from idempotency_keys
                        where caller = :caller and key in (:key, :formerKey)
                        """)
                .bind("caller", request.caller())
                .bind("key", request.keptKey())
                .bind("formerKey", request.formerKey())
                .map((row, context) -> earlier(row, request))
                .findOne();
    }

    private Earlier earlier(ResultSet row, IdempotentRequest request) throws SQLException {
        boolean isKept = row.getString("key").equals(request.keptKey());
        byte[] hash = row.getBytes("request_hash");
        if (hash.length > 0 && !Arrays.equals(hash, isKept ? request.hash() : request.formerHash())) {
            throw ProblemException.of(
                    422, "idempotency_key_reused", "This Idempotency-Key was used before for another request.");
        }
        return earlier(row);
    }

    private Earlier earlier(ResultSet row) throws SQLException {
        Optional<String> state = Optional.ofNullable(row.getString("state"));
        // the version before cannot see a state, and keeps an answer of its own beside it: the first of both counts
        Optional<Answer> answer = state.isPresent() ? Optional.empty() : answer(row, true);
        return new Earlier(row.getObject("resource_id", UUID.class), answer, state);
    }

    private Optional<Answer> answer(ResultSet row, boolean replayed) throws SQLException {
        if (row.getObject("status") == null) {
            return Optional.empty();
        }
        Map<String, String> headers = read(row.getString("headers"));
        return Optional.of(new Answer(row.getInt("status"), headers, row.getString("body"), replayed));
    }

    /** Keeps the answer unless there is one, and returns the one that is kept: everybody gets the same. */
    Answer settle(Handle handle, IdempotentRequest request, Answer answer) {
        return handle.createQuery(
                        """
                        update idempotency_keys set status = coalesce(status, :status),
                            headers = coalesce(headers, cast(:headers as jsonb)), body = coalesce(body, :body)
                        where caller = :caller and key in (:key, :formerKey)
                        returning status, headers, body
                        """)
                .bind("caller", request.caller())
                .bind("key", request.keptKey())
                .bind("formerKey", request.formerKey())
                .bind("status", answer.status())
                .bind("headers", write(answer.headers()))
                .bind("body", answer.body())
                .map((row, context) -> answer(row, answer.replayed()))
                .findOne()
                .flatMap(kept -> kept)
                .orElse(answer);
    }

    /**
     * Keeps the states that these requests are answered, whose keys this version has kept, in one statement: unless there is
     * an answer, and what is forgotten stays so.
     *
     * @return what is kept: everybody gets the same; nothing for what is forgotten
     */
    public Map<IdempotentRequest, Earlier> settle(Handle handle, Map<IdempotentRequest, ?> states) {
        if (states.isEmpty()) {
            return Map.of();
        }
        List<IdempotentRequest> requests = List.copyOf(states.keySet());
        Map<IdempotentRequest, Earlier> kept = new HashMap<>();
        handle.createQuery(
                        """
                        update idempotency_keys k
                        set state = coalesce(k.state, case when k.status is null then a.state end)
                        from unnest(:callers, :keys, :states) with ordinality as a (caller, key, state, place)
                        where k.caller = a.caller and k.key = a.key and k.request_hash <> ''
                        returning a.place, k.resource_id, k.status, k.headers, k.body, k.state
                        """)
                .bind(
                        "callers",
                        requests.stream().map(IdempotentRequest::caller).toArray(String[]::new))
                .bind("keys", requests.stream().map(IdempotentRequest::keptKey).toArray(String[]::new))
                .bind(
                        "states",
                        requests.stream()
                                .map(request -> write(states.get(request)))
                                .toArray(String[]::new))
                .map((row, context) -> kept.put(requests.get(row.getInt("place") - 1), earlier(row)))
                .list();
        return kept;
    }

    /** Forgets all that these callers have asked and were answered, but that they have asked: nothing is done twice. */
    public void forget(Handle transaction, Collection<String> callers) {
        transaction
                .createUpdate(FORGET.formatted("caller = any(:callers)"))
                .bind("callers", callers.toArray(String[]::new))
                .execute();
    }

    /** Does the same to the request that made this, whoever sent it. */
    public void forgetWhatMade(Handle transaction, UUID resourceId) {
        transaction
                .createUpdate(FORGET.formatted("resource_id = :resourceId"))
                .bind("resourceId", resourceId)
                .execute();
    }

    /** 409: whoever has the key has not committed yet. */
    public static ProblemException busy() {
        return ProblemException.of(
                        409, "idempotency_key_in_use", "A request with this Idempotency-Key is still at work.")
                .withRetryAfter(Duration.ofSeconds(1));
    }

    private static ProblemException forgotten() {
        return ProblemException.of(
                409,
                "idempotency_key_forgotten",
                "What this Idempotency-Key has made was deleted since; another one makes it anew.");
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> read(String headers) {
        try {
            return json.readValue(headers, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
