package dev.emporium.shipping.rate.entity;

import dev.emporium.platform.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What it costs to send something, by where it goes, how, how heavy it is and what it is worth. order-service prices by
 * the same table: {@code contracts/shipping-quotes.json} has the cases in which both must come to the same.
 *
 * @param unknownWeightGrams what one piece is taken to weigh when nobody has said
 * @param latestDeliveryDays for how many days ahead a day of delivery may be wished for
 * @param zones each country is in one; the one that has {@code *} is for those that no other has
 */
public record Rates(
        @Schema(description = "What one piece is taken to weigh when its product does not say") int unknownWeightGrams,
        @Schema(description = "For how many days ahead a day of delivery may be wished for") int latestDeliveryDays,
        @Schema(description = "Each country is in one; the one that has `*` is for those that no other has")
                List<Zone> zones) {
    /** Stands for all countries that no zone has. */
    public static final String REST_OF_THE_WORLD = "*";

    private static final Comparator<Quote> CHEAPEST_FIRST = Comparator.comparing(Quote::price)
            .thenComparing(quote -> quote.days().max())
            .thenComparing(quote -> quote.days().min())
            .thenComparing(Quote::method);

    public Rates {
        zones = List.copyOf(zones);
    }

    /** Countries, by ISO 3166-1 alpha-2, to which the same is done for the same money. */
    @Schema(name = "RateZone")
    public record Zone(List<String> countries, List<Method> methods) {
        public Zone {
            countries = List.copyOf(countries);
            methods = List.copyOf(methods);
        }
    }

    /** A way to send something. */
    @Schema(name = "RateMethod")
    public record Method(String method, String name, Days days, List<Price> prices) {
        public Method {
            prices = List.copyOf(prices);
        }
    }

    /** How many days it takes, as the calendar counts them. */
    @Schema(name = "DeliveryDays")
    public record Days(int min, int max) {}

    /**
     * What is paid for a weight, in one currency.
     *
     * @param freeFrom from what value on nothing is paid; null for never
     */
    @Schema(name = "RatePrice")
    public record Price(
            @Schema(description = "It is for what is heavier than this,") int aboveGrams,
            @Schema(description = "and no heavier than this") int maxGrams,
            Money price,
            @Schema(description = "From this value of the goods on it costs nothing; null for never") @Nullable
                    Money freeFrom) {

        boolean isFor(long weightGrams, Money value) {
            return aboveGrams < weightGrams
                    && weightGrams <= maxGrams
                    && price.currency().equals(value.currency());
        }

        Money of(Money value) {
            return freeFrom != null && freeFrom.compareTo(value) <= 0 ? Money.zero(price.currency()) : price;
        }
    }

    /**
     * What the ways to send it cost, the cheapest first, of two that cost the same the sooner; none when it is too heavy, or
     * nothing is sent there for this currency.
     *
     * @param value of all the goods together
     */
    public List<Quote> quotes(String country, long weightGrams, Money value) {
        return methods(country)
                .flatMap(method -> method.prices().stream()
                        .filter(price -> price.isFor(weightGrams, value))
                        .map(price -> new Quote(method.method(), method.name(), price.of(value), method.days())))
                .sorted(CHEAPEST_FIRST)
                .toList();
    }

    /**
     * Whether something that is ordered on one day may be wished for on another: no sooner than the method takes at least,
     * and no later than {@link #latestDeliveryDays}. Days are those of UTC; no day of the week is special.
     */
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
