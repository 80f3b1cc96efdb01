package dev.emporium.order.reconciliation.boundary;

import dev.emporium.order.reconciliation.control.Reconciliation;
import dev.emporium.order.reconciliation.entity.Report;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** What does not add up. */
@Path("reconciliation")
@Tag(name = "Reconciliation", description = "What does not add up, in this service and between it and others")
@Produces(MediaType.APPLICATION_JSON)
public final class ReconciliationResource {
    private final Reconciliation reconciliation;

    public ReconciliationResource(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    /** What does not add up. */
    @Schema(name = "Reconciliation")
    public record Answer(
            @Schema(description = "When the books of others were looked at last; null: not yet") @Nullable
                    Instant checkedAt,
            @Schema(description = "When the last one of all orders was reached; null: not yet") @Nullable
                    Instant allCheckedAt,
            @Schema(description = "Of one that has not answered no difference is told") List<Report.Answered> services,
            @Schema(description = "Up to 100 for each check") List<Report.Item> items) {
        static Answer from(Report report) {
            return new Answer(report.checkedAt(), report.allCheckedAt(), report.services(), report.items());
        }
    }

    @GET
    @RolesAllowed({"staff", "admin"})
    @Operation(
            operationId = "readReconciliation",
            summary = "Read what does not add up",
            description =
                    """
                    `total`, `history`, `checkouts`, `overdue`, `returns`, `refunds`: the orders among themselves; `stock`, \
                    `payments`, `shipments`: orders beside the books of other services. What is on its way is no difference: \
                    only what both sides have said for 20 seconds is told. Each replica looks for itself.""")
    @ApiResponse(responseCode = "200", description = "What was found", useReturnTypeSchema = true)
    public Answer read() {
        return Answer.from(reconciliation.report());
    }
}
