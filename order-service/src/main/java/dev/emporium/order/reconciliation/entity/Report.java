package dev.emporium.order.reconciliation.entity;

import dev.emporium.platform.operations.Books.Difference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What does not add up.
 *
 * @param checkedAt when others' books were looked at last, null: not yet
 * @param allCheckedAt when the last order of all was reached, null: not yet
 * @param items by check
 */
public record Report(Instant checkedAt, Instant allCheckedAt, List<Answered> services, List<Item> items) {
    /** Before anything was looked at. */
    public static final Report NONE = new Report(null, null, List.of(), List.of());

    /** Whether a service has let its books be looked at; of one that has not no difference is told. */
    public record Answered(String service, boolean answered) {}

    /** A difference. */
    public record Item(String check, UUID orderId, String detail) {}

    /** With these differences. */
    public Report with(Map<String, List<Difference>> differences) {
        List<Item> all = new TreeMap<>(differences)
                .entrySet().stream()
                        .flatMap(check -> check.getValue().stream()
                                .map(found -> new Item(check.getKey(), found.subjectId(), found.detail())))
                        .toList();
        return new Report(checkedAt, allCheckedAt, services, all);
    }
}
