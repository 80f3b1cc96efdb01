package dev.emporium.product.stock.entity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/** Demands as a statement takes them: a line each for order and product. */
record DemandLines(List<UUID> orderIds, List<UUID> productIds, List<Long> quantities) {
    static DemandLines of(Collection<Demand> demands) {
        DemandLines lines = new DemandLines(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Demand demand : demands) {
            demand.quantities().forEach((productId, quantity) -> {
                lines.orderIds.add(demand.orderId());
                lines.productIds.add(productId);
                lines.quantities.add(quantity);
            });
        }
        return lines;
    }

    int size() {
        return orderIds.size();
    }

    /** To {@code orderIds}, {@code productIds} and {@code quantities}. */
    <S extends SqlStatement<S>> S bind(S statement) {
        return statement
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .bind("productIds", productIds.toArray(UUID[]::new))
                .bind("quantities", quantities.toArray(Long[]::new));
    }
}
