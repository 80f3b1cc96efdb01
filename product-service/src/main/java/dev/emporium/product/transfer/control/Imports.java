package dev.emporium.product.transfer.control;

import dev.emporium.platform.Origin;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.web.Page;
import dev.emporium.product.transfer.entity.Import;
import dev.emporium.product.transfer.entity.ImportRepository;
import dev.emporium.product.transfer.entity.LineFault;
import dev.emporium.product.transfer.entity.TransferFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Takes files of products, and tells what has become of them. Thread safe. */
public final class Imports {
    /** Bytes: what is in memory of a file that comes. */
    private static final int PART = 256 << 10;

    private final Jdbi jdbi;
    private final ImportRepository imports;
    private final Idempotency idempotency;
    private final AuditTrail audit;
    private final Runnable importer;

    /** @param importer told after each commit that there is something to do */
    public Imports(Jdbi jdbi, ImportRepository imports, Idempotency idempotency, AuditTrail audit, Runnable importer) {
        this.jdbi = jdbi;
        this.imports = imports;
        this.idempotency = idempotency;
        this.audit = audit;
        this.importer = importer;
    }

    /**
     * How a file is to be taken.
     *
     * @param currency of prices that do not say theirs
     * @param dryRun whether everything is done but for keeping it
     */
    public record Terms(TransferFormat format, String currency, boolean dryRun) {}

    /**
     * Keeps a file, to be read afterwards, unless the same request brought the same one before. It is committed part by part; one
     * that does not come to its end is forgotten.
     */
    public Answer take(
            IdempotentRequest request, Terms terms, InputStream file, Actor actor, Function<Import, Answer> answer)
            throws IOException {
        UUID importId = Uuid7.next();
        jdbi.useHandle(handle -> imports.add(
                handle, importId, terms.format(), terms.currency(), terms.dryRun(), actor.id(), Origin.present()));
        boolean queued = false;
        try {
            MessageDigest contents = keep(file, importId);
            contents.update(terms.toString().getBytes(StandardCharsets.UTF_8));
            IdempotentRequest hashed = request.hashedAs(contents.digest());
            Answer given = jdbi.inTransaction(transaction ->
                    idempotency.once(transaction, hashed, () -> answer.apply(queue(transaction, importId, actor))));
            queued = !given.replayed();
            return given;
        } finally {
            if (!queued) {
                jdbi.useHandle(handle -> imports.delete(handle, importId));
            }
        }
    }

    private MessageDigest keep(InputStream file, UUID importId) throws IOException {
        MessageDigest contents = sha256();
        int parts = 0;
        for (byte[] part = file.readNBytes(PART); part.length > 0; part = file.readNBytes(PART)) {
            contents.update(part);
            byte[] bytes = part;
            int number = parts++;
            jdbi.useHandle(handle -> imports.addPart(handle, importId, number, bytes));
        }
        return contents;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private Import queue(Handle transaction, UUID importId, Actor actor) {
        Import queued = imports.queue(transaction, importId);
        audit.note(transaction, actor, "import.create", importId, queued.bytes() + " bytes");
        transaction.afterCommit(importer);
        return queued;
    }

    /** @throws ProblemException 404 when there is none, or none any more */
    public Import read(UUID importId) {
        return jdbi.withHandle(handle -> imports.find(handle, importId)).orElseThrow(Imports::notFound);
    }

    /**
     * What was wrong, in the order of the file.
     *
     * @param after the place of the last one of the page before, as an id; null for the first page
     * @throws ProblemException 404 when there is no such import
     */
    public Page<LineFault> faults(UUID importId, UUID after, int limit) {
        return jdbi.withHandle(handle -> {
            imports.find(handle, importId).orElseThrow(Imports::notFound);
            long place = after == null ? -1 : after.getLeastSignificantBits();
            return Page.of(
                    imports.faults(handle, importId, place, limit + 1), limit, fault -> new UUID(0, fault.place()));
        });
    }

    private static ProblemException notFound() {
        return ProblemException.of(404, "not_found", "There is no such import.");
    }
}
