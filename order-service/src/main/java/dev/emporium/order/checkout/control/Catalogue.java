package dev.emporium.order.checkout.control;

import dev.emporium.order.ordering.entity.OrderLine;
import dev.emporium.platform.Money;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What product-service sells, and for how much. */
public final class Catalogue {
    private final RemoteService productService;

    public Catalogue(RemoteService productService) {
        this.productService = productService;
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
     * Prices each product as it is sold at this moment, all in one question.
     *
     * @throws ProblemException 422 when one of them is not on sale, or two have different currencies
     * @throws dev.emporium.platform.client.RemoteServiceException when product-service is away
     */
    List<Offer> price(Map<UUID, Long> demand) {
        String ids = demand.keySet().stream().map(UUID::toString).collect(Collectors.joining(","));
        Map<UUID, Product> products = productService
                .get(all -> all.with("ids", ids).with("limit", 100), Products.class)
                .map(Products::items)
                .orElse(List.of())
                .stream()
                .filter(product -> product.status().equals("active"))
                .collect(Collectors.toMap(Product::productId, Function.identity()));
        List<UUID> missing =
                demand.keySet().stream().filter(id -> !products.containsKey(id)).toList();
        if (!missing.isEmpty()) {
            throw ProblemException.of(422, "unknown_product", "Not everything that was ordered is on sale.")
                    .withErrors(missing.stream()
                            .map(id -> new FieldError("items", id + " is not on sale"))
                            .toList());
        }
        return oneCurrency(demand.entrySet().stream()
                .map(wanted -> offer(products.get(wanted.getKey()), wanted.getValue()))
                .toList());
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
