package dev.emporium.product.transfer.entity;

import dev.emporium.platform.Origin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Imports with their files, in parts. Every method is one statement in the handle's transaction; thread safe.
 *
 * <p>Who works on an import has it on lease, and renews the lease with each step: of two that take themselves for its owner, one
 * finds no row to change.
 */
public final class ImportRepository {
    private static final String COLUMNS =
            """
            import_id, format, currency, dry_run, status, bytes, actor_id, line, created, updated, unchanged, failed,
                begun, reason, created_at, finished_at, request_id, traceparent
            """;

    /** A new one, whose file is to come. */
    public void add(
            Handle handle,
            UUID importId,
            TransferFormat format,
            String currency,
            boolean dryRun,
            UUID actorId,
            Origin origin) {
        handle.createUpdate(
                        """
                        insert into imports (import_id, format, currency, dry_run, status, actor_id, request_id, traceparent)
                        values (:importId, :format, :currency, :dryRun, 'receiving', :actorId, :requestId, :traceparent)
                        """)
                .bind("requestId", origin.requestId())
                .bind("traceparent", origin.traceparent())
                .bind("importId", importId)
                .bind("format", format.word())
                .bind("currency", currency)
                .bind("dryRun", dryRun)
                .bind("actorId", actorId)
                .execute();
    }

    /** The next part of the file. */
    public void addPart(Handle handle, UUID importId, int part, byte[] bytes) {
        handle.createUpdate(
                        """
                        with noted as (
                            update imports set bytes = bytes + octet_length(:bytes), updated_at = now()
                            where import_id = :importId
                        )
                        insert into import_parts (import_id, part, bytes) values (:importId, :part, :bytes)
                        """)
                .bind("importId", importId)
                .bind("part", part)
                .bind("bytes", bytes)
                .execute();
    }

    /** A part of the file, the first one is 0; empty behind the last one. */
    public Optional<byte[]> part(Handle handle, UUID importId, int part) {
        return handle.createQuery("select bytes from import_parts where import_id = :importId and part = :part")
                .bind("importId", importId)
                .bind("part", part)
                .mapTo(byte[].class)
                .findOne();
    }

    /** The file is whole: from now on the import waits to be done. */
    public Import queue(Handle transaction, UUID importId) {
        return transaction
                .createQuery("update imports set status = 'queued', updated_at = now() where import_id = :importId "
                        + "returning " + COLUMNS)
                .bind("importId", importId)
                .map(ImportRepository::map)
                .one();
    }

    /** One whose file has come, or is no more wanted to. */
    public Optional<Import> find(Handle handle, UUID importId) {
        return handle.createQuery(
                        "select " + COLUMNS + " from imports where import_id = :importId and status <> 'receiving'")
                .bind("importId", importId)
                .map(ImportRepository::map)
                .findOne();
    }

    /** One whose file is not whole; what has become of one that is may not be known to who sent it. */
    public void delete(Handle handle, UUID importId) {
        handle.createUpdate("delete from imports where import_id = :importId and status = 'receiving'")
                .bind("importId", importId)
                .execute();
    }

    /**
     * The first one that is not over, unless somebody works on it: what comes later may correct it. One that was begun goes before one
     * whose file began to come earlier, and was whole later.
     */
    public Optional<Import> lease(Handle handle, UUID owner, Duration term) {
        return handle.createQuery(
                        """
                        update imports set status = 'running', leased_to = :owner, begun = begun + 1,
                            leased_until = clock_timestamp() + cast(:term as interval)
                        where import_id = (
                            select import_id from imports i where status in ('queued', 'running')
                                and (leased_until is null or leased_until < clock_timestamp())
                                and not exists (
                                    select from imports before where before.status in ('queued', 'running')
                                        and (before.status = 'queued', before.import_id) < (i.status = 'queued', i.import_id))
                            for update skip locked
                        )
                        returning\s"""
                                + COLUMNS)
                .bind("owner", owner)
                .bind("term", term.toString())
                .map(ImportRepository::map)
                .findOne();
    }

    /** Nobody else gets the import until the transaction ends, however long that takes; false when somebody else has it. */
    public boolean hold(Handle transaction, UUID owner, UUID importId) {
        return transaction
                .createQuery(
                        """
                        select true from imports where import_id = :importId and leased_to = :owner and status = 'running'
                        for no key update
                        """)
                .bind("importId", importId)
                .bind("owner", owner)
                .mapTo(Boolean.class)
                .findOne()
                .isPresent();
    }

    /** Renews the lease with a step from one state of the import to the next; false when somebody else has it. */
    public boolean advance(Handle transaction, UUID owner, Duration term, Import from, Import to) {
        Import.Progress progress = to.progress();
        return transaction
                        .createUpdate(
                                """
                                update imports set line = :line, created = :created, updated = :updated,
                                    unchanged = :unchanged, failed = :failed, updated_at = now(),
                                    begun = case when :further then 0 else begun end,
                                    leased_until = clock_timestamp() + cast(:term as interval)
                                where import_id = :importId and leased_to = :owner and status = 'running'
                                    and created + updated + unchanged + failed = :entries
                                """)
                        .bind("importId", from.importId())
                        .bind("owner", owner)
                        .bind("term", term.toString())
                        .bind("entries", from.progress().entries())
                        .bind("further", progress.entries() > from.progress().entries())
                        .bind("line", progress.line())
                        .bind("created", progress.created())
                        .bind("updated", progress.updated())
                        .bind("unchanged", progress.unchanged())
                        .bind("failed", progress.failed())
                        .execute()
                == 1;
    }

    /** Gives the import back as it is. @param counts whether it was begun in vain */
    public void release(Handle handle, UUID owner, UUID importId, boolean counts) {
        handle.createUpdate(
                        """
                        update imports set leased_until = null, begun = case when :counts then begun else greatest(begun - 1, 0) end
                        where import_id = :importId and leased_to = :owner
                        """)
                .bind("importId", importId)
                .bind("owner", owner)
                .bind("counts", counts)
                .execute();
    }

    /** It is done, and its file is not needed any more. @param reason why the file could not be read on, or null */
    public void finish(Handle transaction, UUID owner, UUID importId, String reason) {
        transaction
                .createUpdate(
                        """
                        with finished as (
                            update imports set status = case when cast(:reason as text) is null then 'completed' else 'failed' end,
                                reason = :reason, updated_at = now(), finished_at = clock_timestamp(), leased_until = null
                            where import_id = :importId and leased_to = :owner and status = 'running' returning import_id
                        ), tried as (
                            delete from tried_products t using finished f where t.import_id = f.import_id
                        )
                        delete from import_parts p using finished f where p.import_id = f.import_id
                        """)
                .bind("importId", importId)
                .bind("owner", owner)
                .bind("reason", reason)
                .execute();
    }

    /**
     * Remembers what a dry run has come by, with different SKUs.
     *
     * @param details by SKU, a hash of each one's
     * @return of those that it has come by before, whether it was then as it is now
     */
    public Map<String, Boolean> tried(Handle transaction, UUID importId, Map<String, byte[]> details) {
        return transaction
                .createQuery(
                        """
                        insert into tried_products (import_id, sku, details)
                        select :importId, sku, details from unnest(:skus, :details) as tried (sku, details)
                        on conflict (import_id, sku) do update set details = excluded.details
                        returning new.sku, old.details = new.details as is_same
                        """)
                .bind("importId", importId)
                .bind("skus", details.keySet().toArray(String[]::new))
                .bind("details", details.values().toArray(byte[][]::new))
                .reduceRows(new HashMap<>(), (tried, row) -> {
                    Boolean isSame = row.getColumn("is_same", Boolean.class);
                    if (isSame != null) {
                        tried.put(row.getColumn("sku", String.class), isSame);
                    }
                    return tried;
                });
    }

    public void addFaults(Handle transaction, UUID importId, List<LineFault> faults) {
        transaction
                .createUpdate(
                        """
                        insert into import_faults (import_id, place, line, field, reason)
                        select :importId, place, line, field, reason
                        from unnest(:places, :lines, :fields, :reasons) as fault (place, line, field, reason)
                        """)
                .bind("importId", importId)
                .bind("places", faults.stream().map(LineFault::place).toArray(Long[]::new))
                .bind("lines", faults.stream().map(LineFault::line).toArray(Long[]::new))
                .bind("fields", faults.stream().map(LineFault::field).toArray(String[]::new))
                .bind("reasons", faults.stream().map(LineFault::reason).toArray(String[]::new))
                .execute();
    }

    /** In the order of the file. @param after the place of the last one of the page before */
    public List<LineFault> faults(Handle handle, UUID importId, long after, int count) {
        return handle.createQuery(
                        """
                        select place, line, field, reason from import_faults
                        where import_id = :importId and place > :after order by place limit :count
                        """)
                .bind("importId", importId)
                .bind("after", after)
                .bind("count", count)
                .map((row, context) -> new LineFault(
                        row.getLong("place"), row.getLong("line"), row.getString("field"), row.getString("reason")))
                .list();
    }

    /** Deletes what was done that long ago, and files that did not come to their end. */
    public void expire(Handle handle, Duration done, Duration broken) {
        handle.createUpdate(
                        """
                        delete from imports where finished_at < now() - cast(:done as interval)
                            or finished_at is null and status = 'receiving'
                                and updated_at < now() - cast(:broken as interval)
                        """)
                .bind("done", done.toString())
                .bind("broken", broken.toString())
                .execute();
    }

    private static Import map(ResultSet row, StatementContext context) throws SQLException {
        return new Import(
                row.getObject("import_id", UUID.class),
                TransferFormat.of(row.getString("format")),
                row.getString("currency"),
                row.getBoolean("dry_run"),
                ImportStatus.of(row.getString("status")),
                row.getLong("bytes"),
                row.getObject("actor_id", UUID.class),
                new Import.Progress(
                        row.getLong("line"),
                        row.getLong("created"),
                        row.getLong("updated"),
                        row.getLong("unchanged"),
                        row.getLong("failed")),
                row.getInt("begun"),
                row.getString("reason"),
                instant(row, "created_at"),
                instant(row, "finished_at"),
                Origin.of(row));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
