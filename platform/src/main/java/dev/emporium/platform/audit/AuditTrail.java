package dev.emporium.platform.audit;

import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit trail of a service: it only grows. The database refuses to change what is in it, and to delete what the
 * service has no rule for forgetting. Thread safe.
 */
public final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private static final String COLUMNS =
            "entry_id, at, actor_id, action, subject_id, pseudonym, detail, address, request_id";

    private final Jdbi jdbi;
    private final Consumer<AuditNote> told;

    /** Of what staff and admins change. */
    public AuditTrail(Jdbi jdbi) {
        this(jdbi, AuditTrail::tellOfChange);
    }

    /** @param told says in the log what was noted, once it is committed, and without the address */
    public AuditTrail(Jdbi jdbi, Consumer<AuditNote> told) {
        this.jdbi = jdbi;
        this.told = told;
    }

    /** As {@link #note(Handle, AuditNote)}. */
    public void note(Handle transaction, Actor actor, String action, UUID subjectId, String detail) {
        note(transaction, new AuditNote(actor, action, subjectId, detail));
    }

    /**
     * Notes something in the transaction that does it, with the time of the database and the id of the request that this
     * thread is answering.
     */
    public void note(Handle transaction, AuditNote note) {
        transaction
                .createUpdate(
                        """
                        insert into audit_entries
                            (entry_id, actor_id, action, subject_id, pseudonym, detail, address, request_id)
                        values (:entryId, :actorId, :action, :subjectId, :pseudonym, :detail, :address, :requestId)
                        """)
                .bind("entryId", Uuid7.next())
                .bind("actorId", note.actor().id())
                .bind("action", note.action())
                .bind("subjectId", note.subjectId())
                .bind("pseudonym", note.pseudonym())
                .bind("detail", note.detail())
                .bind("address", note.actor().address())
                .bind("requestId", RequestContext.requestId())
                .execute();
        transaction.afterCommit(() -> told.accept(note));
    }

    private static void tellOfChange(AuditNote note) {
        LOG.atInfo()
                .addKeyValue("event.action", note.action().replace('.', '-'))
                .addKeyValue("user.id", note.actor().id())
                .addKeyValue("emporium.subject_id", note.subjectId())
                .log("Staff changed something");
    }

    /**
     * The newest first.
     *
     * @param first looks, in the transaction that reads, whether the caller may
     * @param subjectId of what or whom it was done to, or null for everything
     */
    Page<AuditEntry> list(Consumer<Handle> first, UUID subjectId, UUID after, int limit) {
        return jdbi.inTransaction(transaction -> {
            first.accept(transaction);
            return Page.of(entries(transaction, subjectId, after, limit + 1), limit, AuditEntry::entryId);
        });
    }

    /**
     * Forgets the oldest, if they are older than this. For a service whose database lets what is old go; it keeps all
     * others.
     *
     * @param most that are forgotten at once
     * @return how many were
     */
    public int forget(Handle transaction, Instant before, int most) {
        transaction.execute("set local emporium.forgetting = 'old'");
        return transaction
                .createUpdate(
                        """
                        delete from audit_entries where at < :before and entry_id = any (array(
                            select entry_id from audit_entries order by entry_id limit :most))
                        """)
                .bind("before", OffsetDateTime.ofInstant(before, ZoneOffset.UTC))
                .bind("most", most)
                .execute();
    }

    private static List<AuditEntry> entries(Handle handle, UUID subjectId, UUID after, int count) {
        String about = subjectId == null ? "" : "and subject_id = :subjectId ";
        String older = after == null ? "" : "and entry_id < :after ";
        Query query = handle.createQuery("select " + COLUMNS + " from audit_entries where true " + about + older
                        + "order by entry_id desc limit :count")
                .bind("count", count);
        if (subjectId != null) {
            query.bind("subjectId", subjectId);
        }
        if (after != null) {
            query.bind("after", after);
        }
        return query.map(AuditTrail::entry).list();
    }

    private static AuditEntry entry(ResultSet row, StatementContext context) throws SQLException {
        return new AuditEntry(
                row.getObject("entry_id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("actor_id", UUID.class),
                row.getString("action"),
                row.getObject("subject_id", UUID.class),
                row.getString("pseudonym"),
                row.getString("detail"),
                row.getString("address"),
                row.getString("request_id"));
    }
}
