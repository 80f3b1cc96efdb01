package dev.emporium.customer.audit.control;

import dev.emporium.platform.problem.ProblemException;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * A port: refuses whoever is not an admin at this moment, whatever their token says, which is as old as the token. Who is
 * let through stays an admin until the handle's transaction ends.
 */
@FunctionalInterface
public interface AdminNow {
    /** @throws ProblemException 403 */
    void require(Handle transaction, UUID caller);
}
