package dev.emporium.order.reconciliation.control;

import dev.emporium.order.reconciliation.control.Counterpart.Part;
import dev.emporium.order.reconciliation.entity.Entry;
import dev.emporium.order.reconciliation.entity.Rules;
import dev.emporium.platform.client.Question;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.client.RemoteServiceException;
import dev.emporium.platform.client.ServiceToken;
import java.util.List;

/** The books of others, asked in this service's own name. */
public final class RemoteBooks {
    private RemoteBooks() {}

    public static List<Counterpart<?>> all(
            RemoteService products, RemoteService payments, RemoteService shipments, ServiceToken token) {
        return List.of(
                new Counterpart<>("product-service", "stock", pages(products, token, StockPart.class), Rules::stock),
                new Counterpart<>(
                        "payment-service", "payments", pages(payments, token, PaymentPart.class), Rules::payment),
                new Counterpart<>(
                        "shipping-service", "shipments", pages(shipments, token, ShipmentPart.class), Rules::shipment));
    }

    private record StockPart(List<Entry.Stock> items, String next) implements Part<Entry.Stock> {}

    private record PaymentPart(List<Entry.Payment> items, String next) implements Part<Entry.Payment> {}

    private record ShipmentPart(List<Entry.Shipment> items, String next) implements Part<Entry.Shipment> {}

    private static <E, P extends Part<E>> Counterpart.Pages<E> pages(
            RemoteService service, ServiceToken token, Class<P> type) {
        return (cursor, limit) -> service.get(
                        collection -> {
                            Question books = collection.path("books").with("limit", Integer.toString(limit));
                            return cursor == null ? books : books.with("cursor", cursor);
                        },
                        token,
                        type)
                .orElseThrow(() -> new RemoteServiceException("there are no books", null));
    }
}
