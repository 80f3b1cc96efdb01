package dev.emporium.order.checkout.entity;

import dev.emporium.platform.Money;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What shipping costs, by the table of shipping-service, which says the same of the same order:
 * {@code contracts/shipping-quotes.json} has the cases.
 *
 * @param unknownWeightGrams what one piece is taken to weigh when its product does not say
 * @param latestDeliveryDays for how many days ahead a day of delivery may be wished for
 * @param zones each country is in one; the one that has {@code *} is for those that no other has
 */
public record Rates(int unknownWeightGrams, int latestDeliveryDays, List<Zone> zones) {
    private static final String REST_OF_THE_WORLD = "*";
    private static final Comparator<Quote> CHEAPEST_FIRST = Comparator.comparing(Quote::price)
            .thenComparing(quote -> quote.days().max())
            .thenComparing(quote -> quote.days().min())
            .thenComparing(Quote::method);

    public Rates {
        zones = List.copyOf(zones);
    }

    /** Countries to which the same is done for the same money. */
    public record Zone(List<String> countries, List<Method> methods) {}

    /** A way to send something. */
    public record Method(String method, String name, Days days, List<Price> prices) {}

    /** How many days it takes. */
    public record Days(int min, int max) {}

    /**
     * What is paid for a weight, in one currency.
     *
     * @param freeFrom from what value of the goods on nothing is paid; null for never
     */
    public record Price(int aboveGrams, int maxGrams, Money price, Money freeFrom) {
        boolean isFor(long weightGrams, Money value) {
            return aboveGrams < weightGrams
                    && weightGrams <= maxGrams
                    && price.currency().equals(value.currency());
        }

        Money of(Money value) {
            return freeFrom != null && freeFrom.compareTo(value) <= 0 ? Money.zero(price.currency()) : price;
        }
    }

    /** The ways to send goods of that weight and value, the cheapest first; none when they are too heavy, or not sent there. */
    public List<Quote> quotes(String country, long weightGrams, Money value) {
        return methods(country)
                .flatMap(method -> method.prices().stream()
                        .filter(price -> price.isFor(weightGrams, value))
                        .map(price -> new Quote(method.method(), method.name(), price.of(value), method.days())))
                .sorted(CHEAPEST_FIRST)
                .toList();
    }

    /** Whether what is ordered on one day may be wished for on another, if it is sent that way. Days are those of UTC. */
    public boolean canDeliver(String country, String method, LocalDate orderedOn, LocalDate deliverOn) {
        return methods(country)
                .filter(candidate -> candidate.method().equals(method))
                .anyMatch(candidate ->
                        !deliverOn.isBefore(orderedOn.plusDays(candidate.days().min()))
                                && !deliverOn.isAfter(orderedOn.plusDays(latestDeliveryDays)));
    }

    private Stream<Method> methods(String country) {
        return zoneWith(country).or(() -> zoneWith(REST_OF_THE_WORLD)).stream()
                .flatMap(zone -> zone.methods().stream());
    }

    private Optional<Zone> zoneWith(String country) {
        return zones.stream().filter(zone -> zone.countries().contains(country)).findFirst();
    }
}
