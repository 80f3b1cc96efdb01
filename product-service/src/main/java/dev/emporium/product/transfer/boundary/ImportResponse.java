package dev.emporium.product.transfer.boundary;

import dev.emporium.product.transfer.entity.Import;
import dev.emporium.product.transfer.entity.ImportStatus;
import dev.emporium.product.transfer.entity.TransferFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.UUID;

/** An import, and how far it is. */
public record ImportResponse(
        UUID importId,
        TransferFormat format,
        boolean dryRun,
        @Schema(
                        description =
                                "queued, running, completed: to the end of the file; failed: the file cannot be read on, or has ended whoever read it")
                ImportStatus status,
        @Schema(description = "Of the file") long bytes,
        @Schema(description = "The line of the file that it has come to") long linesRead,
        long created,
        long updated,
        long unchanged,
        @Schema(description = "Products that something is wrong with: the faults say what") long failed,
        @Nullable @Schema(description = "Why it failed") String reason,
        Instant createdAt,
        @Nullable Instant finishedAt) {

    static ImportResponse from(Import work) {
        Import.Progress progress = work.progress();
        return new ImportResponse(
                work.importId(),
                work.format(),
                work.dryRun(),
                work.status(),
                work.bytes(),
                progress.line(),
                progress.created(),
                progress.updated(),
                progress.unchanged(),
                progress.failed(),
                work.reason(),
                work.createdAt(),
                work.finishedAt());
    }
}
