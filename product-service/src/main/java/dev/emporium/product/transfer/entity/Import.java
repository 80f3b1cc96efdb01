package dev.emporium.product.transfer.entity;

import dev.emporium.platform.Origin;
import java.time.Instant;
import java.util.UUID;

/**
 * A file of products that comes into the catalogue.
 *
 * @param currency of prices that do not say theirs
 * @param dryRun whether everything is done but for keeping it
 * @param bytes of the file
 * @param actorId who sent it
 * @param begun how often somebody has begun with it, this time included, since it last came further
 * @param reason why it failed; null when it did not
 * @param finishedAt null as long as it is not
 * @param origin the request that brought it
 */
public record Import(
        UUID importId,
        TransferFormat format,
        String currency,
        boolean dryRun,
        ImportStatus status,
        long bytes,
        UUID actorId,
        Progress progress,
        int begun,
        String reason,
        Instant createdAt,
        Instant finishedAt,
        Origin origin) {

    /**
     * What has become of the file's lines.
     *
     * @param line of the file that it has come to
     */
    public record Progress(long line, long created, long updated, long unchanged, long failed) {
        /** What the file has held until here, each product and each fault once. */
        public long entries() {
            return created + updated + unchanged + failed;
        }
    }
}
