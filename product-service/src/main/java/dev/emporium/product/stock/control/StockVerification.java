package dev.emporium.product.stock.control;

import dev.emporium.product.stock.entity.StockRepository;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;

/**
 * Rebuilds the numbers of all stock from the ledger and from what orders hold, as they were at one moment, and compares them;
 * however many there are, it keeps a few in memory. The service goes on meanwhile. Used once.
 */
public final class StockVerification {
    private static final int STEPS = 20;

    private final Jdbi jdbi;
    private final StockRepository stock;
    private long products;
    private long wrong;

    public StockVerification(Jdbi jdbi, StockRepository stock) {
        this.jdbi = jdbi;
        this.stock = stock;
    }

    /**
     * Compares all.
     *
     * @param say a line for each difference, and some for how far it is
     * @throws IllegalArgumentException when some do not add up
     */
    public void run(Consumer<String> say) {
        long all = jdbi.withHandle(stock::count);
        long step = Math.max(1, all / STEPS);
        say.accept("Adding up the ledger of %d products".formatted(all));
        jdbi.useTransaction(transaction -> stock.compareAll(transaction, (productId, details) -> {
            products++;
            if (!details.isEmpty()) {
                wrong++;
                say.accept(productId + ": " + String.join("; ", details));
            }
            if (products % step == 0) {
                say.accept("%d of %d products compared, %d wrong".formatted(products, all, wrong));
            }
        }));
        say.accept("%d products compared, %d wrong".formatted(products, wrong));
        if (wrong > 0) {
            throw new IllegalArgumentException(wrong + " products do not add up");
        }
    }
}
