package dev.emporium.shipping.rate.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.emporium.platform.Money;
import dev.emporium.platform.postal.Countries;
import dev.emporium.shipping.rate.entity.Rates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The table of rates as people write it, {@code rates.yaml}: what it says is complete and means one thing, or the service
 * does not start.
 */
public final class RateFile {
    private static final Pattern METHOD = Pattern.compile("[a-z][a-z_]{0,49}");

    private RateFile() {}

    private record Table(int unknownWeightGrams, int latestDeliveryDays, Set<String> currencies, List<Zone> zones) {}

    private record Zone(List<String> countries, List<Method> methods) {}

    private record Method(
            String method, String name, Rates.Days days, Map<String, String> freeFrom, List<Bracket> prices) {}

    private record Bracket(int maxWeightGrams, Map<String, String> price) {}

    /**
     * Reads the file, or without one the table that the service brings along.
     *
     * @param path null or empty for none
     * @throws IllegalArgumentException for what is no table of rates, in words meant for whoever wrote it
     */
    public static Rates read(String path, ObjectMapper json) {
        boolean own = path == null || path.isEmpty();
        String name = own ? "rates.yaml" : path;
        try (InputStream in =
                own ? RateFile.class.getResourceAsStream("/rates.yaml") : Files.newInputStream(Path.of(path))) {
            return rates(json.treeToValue(new YAMLMapper().readTree(in), Table.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the rates in %s cannot be read: %s".formatted(name, e.getMessage()));
        } catch (IOException e) {
            throw new IllegalArgumentException("the rates in %s cannot be read: %s".formatted(name, e));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("the rates in %s are wrong: %s".formatted(name, e.getMessage()));
        }
    }

    private static Rates rates(Table table) {
        require(table.unknownWeightGrams > 0, "unknown_weight_grams must be above 0");
        require(table.currencies != null && !table.currencies.isEmpty(), "there are no currencies");
        require(table.zones != null, "there are no zones");
        Set<String> countries = new HashSet<>();
        for (Zone zone : table.zones) {
            require(zone.countries != null && !zone.countries.isEmpty(), "a zone has no countries");
            require(zone.methods != null && !zone.methods.isEmpty(), zone.countries + " have no methods");
            for (String country : zone.countries) {
                require(
                        country.equals(Rates.REST_OF_THE_WORLD) || Countries.has(country),
                        country + " is no country of ISO 3166-1");
                require(countries.add(country), country + " is in two zones");
            }
        }
        require(countries.contains(Rates.REST_OF_THE_WORLD), "no zone has * for the rest of the world");
        return new Rates(
                table.unknownWeightGrams,
                table.latestDeliveryDays,
                table.zones.stream()
                        .map(zone -> new Rates.Zone(zone.countries, methods(zone, table)))
                        .toList());
    }

    private static List<Rates.Method> methods(Zone zone, Table table) {
        Set<String> known = new HashSet<>();
        List<Rates.Method> methods = new ArrayList<>();
        for (Method method : zone.methods) {
            String where = method.method + " to " + zone.countries;
            require(
                    method.method != null && METHOD.matcher(method.method).matches(),
                    where + ": a method is up to 50 of a-z and _");
            require(known.add(method.method), where + " is there twice");
            require(method.name != null && !method.name.isBlank(), where + " has no name");
            require(
                    method.days != null && method.days.min() >= 0 && method.days.min() <= method.days.max(),
                    where + ": days must be 0 <= min <= max");
            require(
                    method.days.max() <= table.latestDeliveryDays,
                    where + " takes longer than latest_delivery_days, so no day could be wished for");
            methods.add(new Rates.Method(method.method, method.name, method.days, prices(method, table, where)));
        }
        return methods;
    }

    private static List<Rates.Price> prices(Method method, Table table, String where) {
        require(method.prices != null && !method.prices.isEmpty(), where + " has no prices");
        require(
                method.freeFrom == null || method.freeFrom.keySet().equals(table.currencies),
                where + ": free_from must be in each of the currencies " + table.currencies);
        List<Rates.Price> prices = new ArrayList<>();
        int above = 0;
        for (Bracket bracket : method.prices) {
            int max = bracket.maxWeightGrams;
            require(max > above, where + ": max_weight_grams must grow from price to price, and is " + max);
            require(
                    bracket.price != null && bracket.price.keySet().equals(table.currencies),
                    "%s: the price up to %d g must be in each of the currencies %s"
                            .formatted(where, max, table.currencies));
            for (String currency : table.currencies) {
                Money price = money(bracket.price.get(currency), currency, where);
                Money freeFrom = method.freeFrom == null ? null : money(method.freeFrom.get(currency), currency, where);
                prices.add(new Rates.Price(above, max, price, freeFrom));
            }
            above = max;
        }
        return prices;
    }

    private static Money money(String amount, String currency, String where) {
        Money money;
        try {
            money = Money.of(amount, currency);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s %s: %s".formatted(where, amount, currency, e.getMessage()));
        }
        require(money.minorUnits() >= 0, "%s: %s %s is negative".formatted(where, amount, currency));
        return money;
    }

    private static void require(boolean fulfilled, String otherwise) {
        if (!fulfilled) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
