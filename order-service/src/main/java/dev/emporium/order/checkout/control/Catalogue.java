package dev.emporium.order.checkout.control;

import dev.emporium.order.ordering.entity.OrderLine;
import dev.emporium.platform.Money;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.client.RemoteServiceException;
import dev.emporium.platform.messaging.KafkaConfiguration;
import dev.emporium.platform.messaging.Remembered;
import dev.emporium.platform.messaging.TopicFollower;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What product-service sells, and for how much: {@linkplain Remembered remembered} until it says that a product is another. A
 * price is as old as a message takes, some milliseconds; for two seconds at most while none come. Thread safe.
 */
public final class Catalogue {
    private static final String FEED = "catalogue.events";
    private static final int MOST = 20_000;

    private final RemoteService productService;
    /** Empty for what is not on sale. */
    private final Remembered<Optional<Product>> products;

    public Catalogue(RemoteService productService, KafkaConfiguration kafka) {
        this.productService = productService;
        this.products = new Remembered<>(kafka, FEED, MOST, this::ask);
    }

    /** To be started and stopped with the service. */
    public TopicFollower follower() {
        return products.follower();
    }

    private record Products(List<Product> items) {}

    private record Product(UUID productId, String sku, String name, Money price, String status, Integer weightGrams) {}

    /**
     * A product as it is sold at this moment, and how much of it is wanted.
     *
     * @param weightGrams of one piece, or null when nobody has said
     */
    record Offer(OrderLine line, Integer weightGrams) {}

    /**
     * Prices each product as it is sold at this moment. Asks only for what it does not know, all in one question.
     *
     * @throws ProblemException 422 when one of them is not on sale, or two have different currencies
     * @throws dev.emporium.platform.client.RemoteServiceException when product-service is away
     */
    List<Offer> price(Map<UUID, Long> demand) {
        Map<UUID, Optional<Product>> products = this.products.get(demand.keySet());
        List<UUID> missing = demand.keySet().stream()
                .filter(id -> products.get(id).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw ProblemException.of(422, "unknown_product", "Not everything that was ordered is on sale.")
                    .withErrors(missing.stream()
                            .map(id -> new FieldError("items", id + " is not on sale"))
                            .toList());
        }
        return oneCurrency(demand.entrySet().stream()
                .map(wanted -> offer(products.get(wanted.getKey()).orElseThrow(), wanted.getValue()))
                .toList());
    }

    private Map<UUID, Optional<Product>> ask(Set<UUID> productIds) {
        String ids = productIds.stream().map(UUID::toString).collect(Collectors.joining(","));
        Map<UUID, Product> onSale = productService
                .get(all -> all.with("ids", ids).with("limit", 100), Products.class)
                // not the products are not there then, but the list of them: nothing that is to be remembered
                .orElseThrow(() -> new RemoteServiceException("product-service lists no products", null))
                .items()
                .stream()
                .filter(product -> product.status().equals("active"))
                .collect(Collectors.toMap(Product::productId, Function.identity()));
        return productIds.stream()
                .collect(Collectors.toMap(Function.identity(), id -> Optional.ofNullable(onSale.get(id))));
    }

    private static Offer offer(Product product, long quantity) {
        return new Offer(
                new OrderLine(product.productId(), product.sku(), product.name(), quantity, product.price()),
                product.weightGrams());
    }

    private static List<Offer> oneCurrency(List<Offer> offers) {
        if (offers.stream()
                        .map(offer -> offer.line().unitPrice().currency())
                        .distinct()
                        .count()
                > 1) {
            throw ProblemException.of(422, "currency_mismatch", "An order has one currency.");
        }
        return offers;
    }
}
