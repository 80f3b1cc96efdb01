package dev.emporium.product.transfer.boundary;

import dev.emporium.product.transfer.entity.LineFault;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;

/** What is wrong with a line of a file. */
public record FaultResponse(
        @Schema(description = "Where the product begins, the first line is 1") long line,
        @Nullable @Schema(description = "The product's field; null when it is the whole line") String field,
        String reason) {
    static FaultResponse from(LineFault fault) {
        return new FaultResponse(fault.line(), fault.field().isEmpty() ? null : fault.field(), fault.reason());
    }
}
