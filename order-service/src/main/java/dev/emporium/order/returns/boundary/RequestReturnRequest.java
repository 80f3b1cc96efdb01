package dev.emporium.order.returns.boundary;

import dev.emporium.order.returns.entity.Return;
import dev.emporium.platform.text.Prose;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What of an order is to go back, and why. */
public record RequestReturnRequest(
        @NotNull @Size(min = 1, max = 100) List<@Valid @NotNull Item> items, @Prose(max = 500) String reason) {

    /** A product and how many of it. */
    @Schema(name = "ReturnItem")
    public record Item(@NotNull UUID productId, @Min(1) @Max(999) long quantity) {}

    /** A product that stands in several lines is asked for with the sum. */
    List<Return.Line> lines() {
        Map<UUID, Long> lines = new LinkedHashMap<>();
        items.forEach(item -> lines.merge(item.productId(), item.quantity(), Long::sum));
        return lines.entrySet().stream()
                .map(line -> new Return.Line(line.getKey(), line.getValue()))
                .toList();
    }

    @Override
    public String toString() {
        return "RequestReturnRequest[REDACTED]";
    }
}
