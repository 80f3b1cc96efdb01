package dev.emporium.product.transfer.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.emporium.product.catalogue.boundary.ProductReader;
import dev.emporium.product.transfer.control.ProductFile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * WooCommerce's export. A {@code simple} product is one here, and so is each {@code variation}; their family is the
 * {@code variable} one that they belong to, which stands above them and is none itself. What a variation leaves empty is as there.
 * Other types cannot be sold here.
 *
 * <p>Columns of ours, in the form of its metadata, hold what the format has no place for.
 */
final class WooCommerceFile implements ProductFile {
    static final String CURRENCY = "Meta: emporium_currency";
    static final String STATUS = "Meta: emporium_status";
    static final String ATTRIBUTES = "Meta: emporium_attributes";

    /** Of so many variable products one remembers what their variations leave out. */
    private static final int MOST_PARENTS = 1_000;

    /** Characters of them, but for the last one's. */
    private static final int LARGEST_PARENTS = 10_000_000;

    private static final Pattern LIST = Pattern.compile("(?<!\\\\),");
    /** A line end is written as a backslash and an n, and these two with another backslash before them. */
    private static final Pattern LINE_END = Pattern.compile("\\\\{1,2}n");

    private static final Pattern FORMULA = Pattern.compile("'*[=+@\\t\\r-].*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");
    private static final Map<String, BigDecimal> GRAMS = Map.of(
            "weight (kg)",
            BigDecimal.valueOf(1000),
            "weight (g)",
            BigDecimal.ONE,
            "weight (lbs)",
            new BigDecimal("453.59237"),
            "weight (oz)",
            new BigDecimal("28.349523125"));

    private final CsvTable table;
    private final String currency;
    private final ObjectMapper json;
    private final ProductReader reader;
    private final Map<String, CsvRecord> parents = new LinkedHashMap<>();
    private long characters;

    WooCommerceFile(CsvTable table, String currency, ObjectMapper json, ProductReader reader) {
        this.table = table;
        this.currency = currency;
        this.json = json;
        this.reader = reader;
    }

    static boolean isOne(CsvTable table) {
        return table.has("Type") && table.has("SKU") && table.has("Regular price");
    }

    @Override
    public Entry next() {
        for (CsvRecord line = table.next(); line != null; line = table.next()) {
            List<String> types = list(or(get(line, "Type"), "simple").toLowerCase(Locale.ROOT));
            if (types.contains("variable")) {
                remember(line);
            } else if (types.contains("variation")) {
                return variation(line);
            } else if (types.contains("simple")) {
                return product(line, line, null);
            } else {
                return Entry.wrong(line.getStartingLineNumber(), "type", "is no type that can be sold here");
            }
        }
        return null;
    }

    private void remember(CsvRecord line) {
        String id = get(line, "ID");
        String sku = get(line, "SKU");
        if (id != null) {
            remember("id:" + id.strip(), line);
        }
        if (sku != null) {
            remember(sku.strip(), line);
        }
    }

    private void remember(String name, CsvRecord line) {
        forget(parents.remove(name));
        while (parents.size() >= 2 * MOST_PARENTS || characters > LARGEST_PARENTS) {
            forget(parents.remove(parents.keySet().iterator().next()));
        }
        parents.put(name, line);
        characters += CsvTable.characters(line);
    }

    private void forget(CsvRecord line) {
        characters -= line == null ? 0 : CsvTable.characters(line);
    }

    private Entry variation(CsvRecord line) {
        String name = get(line, "Parent");
        CsvRecord parent = name == null ? null : parents.get(name.strip());
        if (parent == null) {
            return Entry.wrong(line.getStartingLineNumber(), "family", "its parent does not stand above it");
        }
        return product(parent, line, or(get(parent, "SKU"), name).strip());
    }

    private Entry product(CsvRecord parent, CsvRecord line, String family) {
        CsvProduct product = new CsvProduct(json, line.getStartingLineNumber())
                .text("sku", get(line, "SKU"))
                .text("name", inherited(parent, line, "Name"))
                .description(description(parent, line))
                .text("category", category(parent, line))
                .text("brand", unescaped(inherited(parent, line, "Brands")))
                .text("family", family)
                .text("status", status(parent, line))
                .localisedPrice(price(line), or(get(line, CURRENCY), currency))
                .stock(stock(line))
                .lowStockThreshold(get(line, "Low stock amount"))
                .images(list(inherited(parent, line, "Images")))
                .attribute("tags", inherited(parent, line, "Tags"));
        GRAMS.forEach((column, grams) -> product.weight(inherited(parent, line, column), grams));
        for (int i = 1; table.has("Attribute " + i + " name"); i++) {
            String value = get(line, "Attribute " + i + " value(s)");
            product.attribute(inherited(parent, line, "Attribute " + i + " name"), unescaped(value));
        }
        return product.attributes(get(line, ATTRIBUTES)).read(reader);
    }

    private String inherited(CsvRecord parent, CsvRecord line, String... columns) {
        return or(get(line, columns), get(parent, columns));
    }

    private String get(CsvRecord line, String... columns) {
        return unguarded(table.get(line, columns));
    }

    /** As the format has what a spreadsheet would take for a formula: with an apostrophe before it. */
    static String guarded(String value) {
        return FORMULA.matcher(value).matches() && !NUMBER.matcher(value).matches() ? "'" + value : value;
    }

    private static String unguarded(String value) {
        return value != null && value.startsWith("'") && FORMULA.matcher(value).matches() ? value.substring(1) : value;
    }

    private static String or(String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    private String description(CsvRecord parent, CsvRecord line) {
        String html = inherited(parent, line, "Description", "Short description");
        return html == null
                ? null
                : LINE_END.matcher(html).replaceAll(end -> end.group().length() == 2 ? "\n" : "\\\\n");
    }

    /** None of its own, if it is its parent's: what all variations have together no one of them has. */
    private String stock(CsvRecord line) {
        String stock = get(line, "Stock");
        return "parent".equals(stock) ? null : stock;
    }

    private String category(CsvRecord parent, CsvRecord line) {
        List<String> categories = list(inherited(parent, line, "Categories"));
        return categories.isEmpty() ? null : Categories.ofBreadcrumbs(categories.get(0));
    }

    private String status(CsvRecord parent, CsvRecord line) {
        String own = get(line, STATUS);
        if (own != null) {
            return own;
        }
        return isPublished(parent) && isPublished(line) ? "active" : "draft";
    }

    private boolean isPublished(CsvRecord line) {
        return "1".equals(or(get(line, "Published"), "1").strip());
    }

    /** A sale that has dates is one of its time, and not what the product costs. */
    private String price(CsvRecord line) {
        boolean isDated = get(line, "Date sale price starts", "Date sale price ends") != null;
        String sale = isDated ? null : get(line, "Sale price");
        return or(sale, get(line, "Regular price"));
    }

    private static String unescaped(String value) {
        return value == null ? null : value.replace("\\,", ",");
    }

    private static List<String> list(String values) {
        return values == null
                ? new ArrayList<>()
                : Arrays.stream(LIST.split(values))
                        .map(value -> unescaped(value).strip())
                        .filter(value -> !value.isEmpty())
                        .toList();
    }
}
