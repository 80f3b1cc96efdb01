package dev.emporium.product.catalogue.boundary;

import dev.emporium.platform.Json;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.text.Text;
import dev.emporium.product.search.entity.ListingFilters;
import dev.emporium.product.search.entity.ListingOrder;
import dev.emporium.product.search.entity.ListingQuery;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads what the list of products is asked with, beyond what a parameter can be by itself. */
final class ListParameters {
    static final String ATTRIBUTE = "attribute.";
    static final String PRICE = "^[0-9]{1,13}(\\.[0-9]{1,4})?$";
    /** What generators of clients call the orders, of which one is only a minus apart from another. */
    static final String ORDERS =
            "[\"relevance\", \"newest\", \"price_ascending\", \"price_descending\", \"name_ascending\"]";

    static final String FACETS =
            "^(category|brand|price|attribute\\.[^,]{1,64})(,(category|brand|price|attribute\\.[^,]{1,64})){0,9}$";

    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
    private static final int MOST_WORDS = 16;
    private static final int MOST_ATTRIBUTES = 10;
    private static final int LONGEST_NAME = 64;

    private ListParameters() {}

    /** @throws ProblemException 400 for what does not go together, 422 for too much at once */
    static ListingQuery query(String text, ListingFilters filters, String sort, String facets) {
        if (text != null && WORDS.matcher(text).results().count() > MOST_WORDS) {
            throw tooMany("q", "must have up to " + MOST_WORDS + " words");
        }
        ListingOrder order = sort == null
                ? text == null ? ListingOrder.NEWEST : ListingOrder.RELEVANCE
                : ListingOrder.of(sort)
                        .orElseThrow(() -> invalid("sort", "must be one of relevance, newest, price, -price, name"));
        if (order == ListingOrder.RELEVANCE && text == null) {
            throw invalid("sort", "relevance goes with q only");
        }
        return new ListingQuery(text == null ? null : Text.line(text), filters, order, facets(facets));
    }

    private static List<String> facets(String facets) {
        if (facets == null) {
            return List.of();
        }
        if (!facets.matches(FACETS)) {
            throw invalid(
                    "facets", "must be up to ten of category, brand, price and attribute.<name>, separated by commas");
        }
        return Arrays.stream(facets.split(",")).map(Text::nfc).distinct().toList();
    }

    /** @param category and other texts as they came; null for what is not asked for */
    static ListingFilters filters(
            String category,
            String brand,
            String family,
            SortedMap<String, String> attributes,
            String currency,
            String lowest,
            String highest,
            Boolean inStock) {
        if (currency == null && (lowest != null || highest != null)) {
            throw invalid("currency", "must be given with min_price and max_price");
        }
        if (currency != null && !isCurrency(currency)) {
            throw invalid("currency", "must be a code of ISO 4217 such as EUR");
        }
        return new ListingFilters(
                line(category),
                line(brand),
                line(family),
                attributes,
                currency,
                minorUnits("min_price", lowest, currency),
                minorUnits("max_price", highest, currency),
                inStock);
    }

    private static String line(String text) {
        return text == null ? null : Text.line(text);
    }

    private static boolean isCurrency(String code) {
        return code.matches("[A-Z]{3}")
                && Currency.getAvailableCurrencies().stream()
                        .anyMatch(known -> known.getCurrencyCode().equals(code));
    }

    private static Long minorUnits(String name, String amount, String currency) {
        if (amount == null) {
            return null;
        }
        int digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        if (!amount.matches(PRICE) || new BigDecimal(amount).scale() > digits) {
            throw invalid(
                    name,
                    "must be a price such as 10 or 9.99, with up to %d digits behind the point".formatted(digits));
        }
        return new BigDecimal(amount).movePointRight(digits).longValueExact();
    }

    /** The values of {@code attribute.<name>} by name. */
    static SortedMap<String, String> attributes(Map<String, List<String>> parameters) {
        SortedMap<String, String> attributes = new TreeMap<>();
        parameters.forEach((name, values) -> {
            if (name.startsWith(ATTRIBUTE)) {
                attributes.put(
                        attributeName(name, name.substring(ATTRIBUTE.length())), attributeValue(name, values.get(0)));
            }
        });
        if (attributes.size() > MOST_ATTRIBUTES) {
            throw tooMany(ATTRIBUTE + "<name>", "must be up to " + MOST_ATTRIBUTES + " attributes");
        }
        return attributes;
    }

    private static String attributeName(String name, String text) {
        if (!Json.storable(text)
                || text.chars().anyMatch(Character::isISOControl)
                || text.codePointCount(0, text.length()) > LONGEST_NAME) {
            throw invalid(
                    name, "must be up to %d characters, no control characters among them".formatted(LONGEST_NAME));
        }
        return Text.nfc(text);
    }

    /** What one can be is asked for, with its lines. */
    private static String attributeValue(String name, String text) {
        if (!Json.storable(text)) {
            throw invalid(name, "must not contain NUL or half characters");
        }
        Text.faultOfProse(text, AttributeValue.LONGEST).ifPresent(fault -> {
            throw invalid(name, fault);
        });
        return Text.nfc(text);
    }

    static ProblemException invalid(String name, String message) {
        return ProblemException.of(400, "invalid_parameter", "A parameter cannot be understood.")
                .withErrors(List.of(new FieldError(name, message)));
    }

    private static ProblemException tooMany(String name, String message) {
        return ProblemException.of(422, "invalid", "The request is well-formed but not valid.")
                .withErrors(List.of(new FieldError(name, message)));
    }
}
