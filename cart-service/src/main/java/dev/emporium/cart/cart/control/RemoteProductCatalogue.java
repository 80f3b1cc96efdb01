package dev.emporium.cart.cart.control;

import dev.emporium.cart.cart.entity.Cart;
import dev.emporium.cart.cart.entity.Product;
import dev.emporium.cart.cart.entity.Products;
import dev.emporium.platform.Failures;
import dev.emporium.platform.Money;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.client.RemoteServiceException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The catalogue of the product service. Thread safe. */
public final class RemoteProductCatalogue {
    private static final Logger LOGGER = LoggerFactory.getLogger(RemoteProductCatalogue.class);

    private final RemoteService products;

    public RemoteProductCatalogue(RemoteService products) {
        this.products = products;
    }

    /** Asks once for all; {@link Products#unknown()} when there is no answer. Never called within a transaction. */
    Products find(Collection<UUID> productIds) {
        if (productIds.isEmpty()) {
            return Products.unknown();
        }
        String ids = productIds.stream().map(UUID::toString).collect(Collectors.joining(","));
        try {
            return products.get(
                            collection -> collection.with("ids", ids).with("limit", Cart.MOST_PRODUCTS), Answer.class)
                    .map(answer -> Products.of(productIds, answer.onSale()))
                    .orElseGet(Products::unknown);
        } catch (RemoteServiceException e) {
            Failures.brief(LOGGER.atWarn(), e).log("There are no prices for now");
            return Products.unknown();
        }
    }

    /** What the cart needs of the product service's answer; without it there is none. */
    record Answer(List<Item> items) {
        Answer {
            items = List.copyOf(items);
        }

        List<Product> onSale() {
            return items.stream()
                    .filter(item -> item.status.equals("active"))
                    .map(item -> new Product(item.productId, item.sku, item.name, item.price, item.available))
                    .toList();
        }
    }

    record Item(UUID productId, String sku, String name, Money price, long available, String status) {
        Item {
            Stream.of(productId, sku, name, price, status).forEach(Objects::requireNonNull);
        }
    }
}
