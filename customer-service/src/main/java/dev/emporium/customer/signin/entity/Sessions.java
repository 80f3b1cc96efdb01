package dev.emporium.customer.signin.entity;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Who is signed in. Whoever changes a family of tokens takes its session's
 * row first, so that a new token is never added to a family that somebody is ending. Thread safe.
 */
public final class Sessions {
    /** A family of refresh tokens and whose it is. */
    public record Session(UUID sessionId, UUID customerId, Instant begun) {}

    public void begin(Handle handle, Session session) {
        handle.createUpdate(
                        "insert into sessions (session_id, customer_id, created_at) values (:id, :customer, :begun)")
                .bind("id", session.sessionId())
                .bind("customer", session.customerId())
                .bind("begun", utc(session.begun()))
                .execute();
    }

    /** The session that a token belongs or belonged to; its row is this transaction's until its end. */
    public Optional<Session> lock(Handle handle, RefreshToken token) {
        return handle.createQuery(
                        """
                        select session_id, customer_id, created_at from sessions
                        where session_id = (select session_id from refresh_tokens where token_hash = :hash)
                        for update
                        """)
                .bind("hash", token.hash())
                .map((row, context) -> new Session(
                        row.getObject("session_id", UUID.class),
                        row.getObject("customer_id", UUID.class),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .findOne();
    }

    public void add(Handle handle, UUID sessionId, RefreshToken token, Instant expiresAt) {
        handle.createUpdate(
                        """
                        insert into refresh_tokens (token_hash, session_id, expires_at)
                        values (:hash, :session, :expiresAt)
                        """)
                .bind("hash", token.hash())
                .bind("session", sessionId)
                .bind("expiresAt", utc(expiresAt))
                .execute();
    }

    /** What came of using a token. */
    public enum Use {
        FIRST,
        AGAIN,
        TOO_LATE
    }

    /** Uses a token up. */
    public Use use(Handle handle, RefreshToken token, Instant now) {
        return handle.createQuery(
                        """
                        with token as (
                            select token_hash, used_at, expires_at from refresh_tokens where token_hash = :hash
                        ), used as (
                            update refresh_tokens t set used_at = :now from token
                            where t.token_hash = token.token_hash and token.used_at is null and token.expires_at > :now
                        )
                        select case when used_at is not null then 'AGAIN' when expires_at > :now then 'FIRST'
                            else 'TOO_LATE' end from token
                        """)
                .bind("hash", token.hash())
                .bind("now", utc(now))
                .mapTo(Use.class)
                .findOne()
                .orElse(Use.TOO_LATE);
    }

    public void end(Handle handle, UUID sessionId) {
        handle.execute("delete from sessions where session_id = ?", sessionId);
    }

    public void endAll(Handle handle, UUID customerId) {
        handle.execute(
                """
                delete from sessions where session_id = any (array(
                    select session_id from sessions where customer_id = ? order by session_id for update))
                """,
                customerId);
    }

    /** Forgets tokens that have expired, so many at most; returns how many. */
    public int purgeTokens(Handle handle, Instant now, int most) {
        return handle.execute(
                """
                delete from refresh_tokens where ctid = any(array(
                    select ctid from refresh_tokens where expires_at < ? limit ?))
                """,
                utc(now),
                most);
    }

    /** Forgets sessions whose tokens have all expired, so many at most; returns how many. */
    public int purge(Handle handle, Instant now, int most) {
        return handle.execute(
                """
                delete from sessions where ctid = any(array(
                    select ctid from sessions s where created_at < ?
                        and not exists (select 1 from refresh_tokens t where t.session_id = s.session_id) limit ?))
                """,
                utc(now.minusSeconds(86_400)),
                most);
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
