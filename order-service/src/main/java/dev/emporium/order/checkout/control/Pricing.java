package dev.emporium.order.checkout.control;

import dev.emporium.order.checkout.entity.Quote;
import dev.emporium.order.checkout.entity.Rates;
import dev.emporium.order.ordering.entity.OrderLine;
import dev.emporium.order.ordering.entity.Shipping;
import dev.emporium.platform.Money;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a purchase costs at this moment: the goods by the catalogue, shipping by the table of rates. Thread safe. */
public final class Pricing {
    private final OrderLimits limits;
    private final Carts carts;
    private final Catalogue catalogue;
    private final ShippingRates rates;

    public Pricing(OrderLimits limits, Carts carts, Catalogue catalogue, ShippingRates rates) {
        this.limits = limits;
        this.carts = carts;
        this.catalogue = catalogue;
        this.rates = rates;
    }

    /** @param total of the goods and of shipping */
    record Price(List<OrderLine> lines, Shipping shipping, Money total) {}

    /**
     * Prices a purchase.
     *
     * @param credentials the buyer's {@code Authorization}, or null for a guest
     * @throws ProblemException 422 for what cannot be ordered or sent, 409 {@code price_changed} when it costs more than
     *     expected, 503 when no rates were ever seen
     * @throws dev.emporium.platform.client.RemoteServiceException when the catalogue or the carts are away
     */
    Price price(Purchase purchase, String credentials, LocalDate today) {
        Rates table = rates.present();
        Carts.Contents cart = purchase.cartId() == null ? null : carts.contents(purchase.cartId(), credentials);
        Map<UUID, Long> demand = cart == null ? purchase.demand() : cart.demand();
        limits.require(demand);
        List<Catalogue.Offer> offers = catalogue.price(demand);
        List<OrderLine> lines = offers.stream().map(Catalogue.Offer::line).toList();
        Money goods =
                lines.stream().map(OrderLine::lineTotal).reduce(Money::plus).orElseThrow();
        if (cart != null) {
            requireCurrency(goods, cart.shown(), "cart_id");
        }
        if (purchase.expectedTotal() != null) {
            requireCurrency(goods, purchase.expectedTotal(), "expected_total.currency");
        } else if (cart != null) {
            requireAtMost(goods, cart.shown(), "The goods");
        }
        Shipping shipping = shipping(purchase, table, weight(offers, table), goods, today);
        Money total = goods.plus(shipping.price());
        if (purchase.expectedTotal() != null) {
            requireAtMost(total, purchase.expectedTotal(), "The order");
        }
        return new Price(lines, shipping, total);
    }

    private static long weight(List<Catalogue.Offer> offers, Rates table) {
        return offers.stream()
                .mapToLong(offer -> offer.line().quantity()
                        * (offer.weightGrams() == null ? table.unknownWeightGrams() : offer.weightGrams()))
                .sum();
    }

    /** By the method that the buyer has chosen, or the cheapest of those that keep to the day. */
    private static Shipping shipping(Purchase purchase, Rates table, long grams, Money goods, LocalDate today) {
        String country = purchase.shippingAddress().country();
        List<Quote> quotes = table.quotes(country, grams, goods);
        if (quotes.isEmpty()) {
            throw refusal(
                    "not_deliverable",
                    "shipping_address.country",
                    "nothing of that weight is sent there for " + goods.currencyCode());
        }
        List<Quote> chosen = quotes.stream()
                .filter(quote ->
                        purchase.shippingMethod() == null || quote.method().equals(purchase.shippingMethod()))
                .toList();
        if (chosen.isEmpty()) {
            throw refusal("unknown_shipping_method", "shipping_method", "is none by which this can be sent there");
        }
        LocalDate deliverOn = purchase.deliverOn();
        return chosen.stream()
                .filter(quote -> deliverOn == null || table.canDeliver(country, quote.method(), today, deliverOn))
                .findFirst()
                .map(quote -> new Shipping(quote.method(), quote.price(), deliverOn))
                .orElseThrow(() -> refusal("impossible_day", "deliver_on", "cannot be kept by this method"));
    }

    private static ProblemException refusal(String code, String field, String message) {
        return ProblemException.of(422, code, "The order cannot be sent like that.")
                .withErrors(List.of(new FieldError(field, message)));
    }

    private static void requireCurrency(Money total, Money shown, String field) {
        if (!shown.currency().equals(total.currency())) {
            String detail =
                    "The order's currency would be %s, not %s.".formatted(total.currencyCode(), shown.currencyCode());
            throw ProblemException.of(422, "currency_mismatch", detail)
                    .withErrors(List.of(new FieldError(field, "is in " + shown.currencyCode())));
        }
    }

    private static void requireAtMost(Money price, Money expected, String what) {
        if (price.compareTo(expected) > 0) {
            throw ProblemException.of(
                    409,
                    "price_changed",
                    "%s would now cost %s %s.".formatted(what, price.amount(), price.currencyCode()));
        }
    }
}
