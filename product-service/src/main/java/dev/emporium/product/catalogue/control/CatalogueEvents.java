package dev.emporium.product.catalogue.control;

import dev.emporium.platform.Money;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.catalogue.entity.ProductStatus;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Tells those who remember what they were told of a product that it is another now, in the transaction of the change, which
 * holds the product's row. Of a new product nobody remembers anything: it is not told. Thread safe.
 */
public final class CatalogueEvents {
    /** Not {@code product.events}: who follows the catalogue is not woken for every reservation. */
    private static final String EVENTS = "catalogue.events";

    private final Outbox outbox;

    public CatalogueEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    private record Changed(UUID productId, long version, ProductStatus status, String sku, String name, Money price) {}

    private record Deleted(UUID productId) {}

    /** A product as it is now. */
    record Version(UUID productId, long version, ProductDetails details) {}

    void changed(Handle transaction, Product product) {
        changed(transaction, List.of(new Version(product.productId(), product.version(), product.details())));
    }

    void changed(Handle transaction, Collection<Version> products) {
        outbox.add(transaction, products.stream().map(CatalogueEvents::changed).toList());
    }

    private static Outgoing changed(Version product) {
        UUID id = product.productId();
        ProductDetails details = product.details();
        Changed data =
                new Changed(id, product.version(), details.status(), details.sku(), details.name(), details.price());
        return Outgoing.of(EVENTS, "product.changed", id, data);
    }

    void deleted(Handle transaction, UUID productId) {
        outbox.add(transaction, Outgoing.of(EVENTS, "product.deleted", productId, new Deleted(productId)));
    }
}
