package dev.emporium.platform.audit;

import dev.emporium.platform.problem.ProblemException;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Who of those whose token says admin may read the trail. */
@FunctionalInterface
public interface AuditReaders {
    /**
     * Asked in the transaction that reads.
     *
     * @throws ProblemException 403
     */
    void require(Handle transaction, UUID caller);
}
