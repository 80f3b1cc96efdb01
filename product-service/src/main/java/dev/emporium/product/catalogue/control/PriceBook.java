package dev.emporium.product.catalogue.control;

import dev.emporium.platform.Money;
import dev.emporium.product.catalogue.entity.AppliedPrice;
import dev.emporium.product.catalogue.entity.PriceRepository;
import dev.emporium.product.catalogue.entity.PriceRepository.NewPrice;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.catalogue.entity.ProductStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The history of prices, written in the transactions that change them. Thread safe. */
final class PriceBook {
    private final PriceRepository prices;

    PriceBook(PriceRepository prices) {
        this.prices = prices;
    }

    /**
     * Notes what has another price than before, or has come on sale or gone from it. The products' rows are the transaction's
     * already; it takes two statements for any number of them, and one when no price has changed.
     *
     * @return whether any has
     */
    boolean note(Handle transaction, Map<UUID, ProductDetails> products) {
        PriceRepository.Histories histories = prices.histories(transaction, products.keySet(), PriceReduction.PERIOD);
        List<NewPrice> changed = new ArrayList<>();
        products.forEach((productId, details) -> {
            Money price = details.status() == ProductStatus.ACTIVE ? details.price() : null;
            List<AppliedPrice> before = histories.byProduct().getOrDefault(productId, List.of());
            AppliedPrice last = before.isEmpty() ? null : before.get(before.size() - 1);
            if (!Objects.equals(price, last == null ? null : last.price())) {
                Instant at = last == null || last.since().isBefore(histories.now())
                        ? histories.now()
                        // a clock that was set back
                        : last.since().plusNanos(1000);
                Money lowest = price == null
                        ? null
                        : PriceReduction.priorPrice(before, at, price).orElse(null);
                changed.add(new NewPrice(productId, new AppliedPrice(at, price), lowest));
            }
        });
        if (!changed.isEmpty()) {
            prices.add(transaction, changed);
        }
        return !changed.isEmpty();
    }
}
