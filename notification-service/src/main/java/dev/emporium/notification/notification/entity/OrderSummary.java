package dev.emporium.notification.notification.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.emporium.platform.Money;
import java.util.List;
import java.util.Objects;

/**
 * What was ordered, and for how much.
 *
 * @param shipping null when the order says nothing of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrderSummary(List<Line> lines, Money shipping, Money total) {
    public OrderSummary {
        lines = List.copyOf(lines);
        Objects.requireNonNull(total, "total");
    }

    /** So many of a product. */
    public record Line(String name, int quantity, Money lineTotal) {
        public Line {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(lineTotal, "line_total");
        }
    }
}
