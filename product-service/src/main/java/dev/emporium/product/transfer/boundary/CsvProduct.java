package dev.emporium.product.transfer.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.product.catalogue.boundary.ProductReader;
import dev.emporium.product.transfer.control.ProductFile.Entry;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** A product that is put together from the fields of a table, as a request would have it. Used by one thread. */
final class CsvProduct {
    /** Of a number, before its point and behind it. */
    private static final int MOST_DIGITS = 18;

    /** Behind that of thousands there are three digits. */
    private static final Pattern DECIMAL_COMMA = Pattern.compile("\\s*[0-9]+,[0-9]{1,2}\\s*");

    private final ObjectMapper json;
    private final long line;
    private final ObjectNode product;
    private final ObjectNode attributes;
    private final List<FieldError> faults = new ArrayList<>();

    CsvProduct(ObjectMapper json, long line) {
        this.json = json;
        this.line = line;
        this.product = json.createObjectNode();
        this.attributes = json.createObjectNode();
    }

    CsvProduct text(String field, String value) {
        if (value != null) {
            requireReadable(field, value);
            product.put(field, value);
        }
        return this;
    }

    private void requireReadable(String field, String text) {
        if (text.contains(CsvTable.UNREADABLE)) {
            wrong(field, "must be in UTF-8");
        }
    }

    CsvProduct description(String html) {
        String text = html == null ? "" : HtmlText.toText(html);
        return text("description", text.isEmpty() && !HtmlText.toHtml("").equals(html) ? null : text);
    }

    /** @param amount with a point, or without; with as many digits as it takes */
    CsvProduct price(String amount, String currency) {
        if (amount == null) {
            return this;
        }
        int digits;
        try {
            digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            return wrong("price", "must be in a currency of ISO 4217 such as EUR");
        }
        BigDecimal price = number(amount);
        if (price == null || price.stripTrailingZeros().scale() > digits) {
            return wrong("price", "must be a number such as 19.99, with no more digits than the currency has");
        }
        String exact = price.setScale(digits, RoundingMode.UNNECESSARY).toPlainString();
        product.putObject("price").put("amount", exact).put("currency", currency);
        return this;
    }

    /** The same with a comma, if that can stand before nothing but a fraction. */
    CsvProduct localisedPrice(String amount, String currency) {
        return price(
                amount != null && DECIMAL_COMMA.matcher(amount).matches() ? amount.replace(',', '.') : amount,
                currency);
    }

    /** @param factor how many of ours one of these is; what is nothing is unknown */
    CsvProduct weight(String amount, BigDecimal factor) {
        BigDecimal weight = number("weight_grams", amount);
        if (weight != null && weight.signum() != 0) {
            // a whole number of grams, and at least one
            BigDecimal grams = weight.multiply(factor).setScale(0, RoundingMode.HALF_UP);
            product.put("weight_grams", weight.signum() > 0 ? grams.max(BigDecimal.ONE) : grams);
        }
        return this;
    }

    /** @param quantity below zero when more was sold than there was: then there are none */
    CsvProduct stock(String quantity) {
        BigDecimal stock = number("stock", quantity);
        if (stock != null) {
            product.put("stock", stock.setScale(0, RoundingMode.DOWN).max(BigDecimal.ZERO));
        }
        return this;
    }

    CsvProduct lowStockThreshold(String quantity) {
        BigDecimal threshold = number("low_stock_threshold", quantity);
        if (threshold != null) {
            product.put("low_stock_threshold", threshold);
        }
        return this;
    }

    private BigDecimal number(String field, String text) {
        BigDecimal number = text == null ? null : number(text);
        if (text != null && number == null) {
            wrong(field, "must be a number");
        }
        return number;
    }

    /** Null for what is none, and for what has more digits than can be meant: written out, 1e20000000 takes minutes. */
    private static BigDecimal number(String text) {
        String stripped = text.strip();
        if (stripped.length() > 2 * MOST_DIGITS) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(stripped);
            boolean isLong = (long) number.precision() - number.scale() > MOST_DIGITS || number.scale() > MOST_DIGITS;
            return isLong ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    CsvProduct attribute(String name, String value) {
        if (name != null && value != null) {
            requireReadable("attributes", name + value);
            attributes.put(name.strip(), value.strip());
        }
        return this;
    }

    /** @param values those that the format has no place for, as JSON */
    CsvProduct attributes(String values) {
        if (values != null) {
            requireReadable("attributes", values);
            try {
                JsonNode read = json.reader()
                        .with(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .readTree(values);
                if (read instanceof ObjectNode object) {
                    attributes.setAll(object);
                } else {
                    wrong("attributes", "must be an object in JSON");
                }
            } catch (JsonProcessingException e) {
                wrong("attributes", "must be an object in JSON");
            }
        }
        return this;
    }

    CsvProduct images(Collection<String> urls) {
        var list = product.putArray("image_urls");
        urls.stream().map(String::strip).distinct().forEach(list::add);
        return this;
    }

    CsvProduct wrong(String field, String reason) {
        faults.add(new FieldError(field, reason));
        return this;
    }

    Entry read(ProductReader reader) {
        if (!faults.isEmpty()) {
            return Entry.wrong(line, faults);
        }
        product.set("attributes", attributes);
        return Faults.entry(line, () -> Entry.of(line, reader.read(product)));
    }

    /** How a reader's refusal looks in a report. */
    static final class Faults {
        private Faults() {}

        static Entry entry(long line, Supplier<Entry> read) {
            try {
                return read.get();
            } catch (ProblemException e) {
                return e.errors().isEmpty()
                        ? Entry.wrong(
                                line, "", e.status() == 400 ? "is not JSON" : "must be an object of the described form")
                        : Entry.wrong(line, e.errors());
            }
        }
    }
}
