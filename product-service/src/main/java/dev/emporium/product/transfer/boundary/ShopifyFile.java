package dev.emporium.product.transfer.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.emporium.product.catalogue.boundary.ProductReader;
import dev.emporium.product.transfer.control.ProductFile;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Shopify's product CSV, with the names of columns that it has had since 2024 or those before. A product is a section of lines
 * with one handle: the first has a title, each one with a SKU, a price or an option is a variant, and the others bring more
 * pictures. Each variant is a product here; those of one section share a family, the handle, if there are options to choose
 * from. What a line without a title leaves empty is as in the section's first line.
 *
 * <p>Columns of ours, in the form of its metafields, hold what the format has no place for.
 */
final class ShopifyFile implements ProductFile {
    static final String CURRENCY = "Currency (variant.metafields.emporium.currency)";
    static final String LOW_STOCK = "Low stock (variant.metafields.emporium.low_stock)";
    static final String FAMILY = "Family (variant.metafields.emporium.family)";
    static final String ATTRIBUTES = "Attributes (variant.metafields.emporium.attributes)";
    static final String NO_OPTION = "Title";
    static final String NO_CHOICE = "Default Title";

    /** Lines of a section: Shopify has up to 2048 variants and 250 pictures. */
    private static final int LONGEST_SECTION = 2_500;

    /** Characters of a section, all of which is in memory. */
    private static final int LARGEST_SECTION = 10_000_000;

    private final CsvTable table;
    private final String currency;
    private final ObjectMapper json;
    private final ProductReader reader;
    private final Deque<Entry> ready = new ArrayDeque<>();
    private CsvRecord following;

    ShopifyFile(CsvTable table, String currency, ObjectMapper json, ProductReader reader) {
        this.table = table;
        this.currency = currency;
        this.json = json;
        this.reader = reader;
        this.following = table.next();
    }

    static boolean isOne(CsvTable table) {
        return (table.has("Handle") || table.has("URL handle")) && table.has("Title");
    }

    @Override
    public Entry next() {
        while (ready.isEmpty() && following != null) {
            readSection();
        }
        return ready.poll();
    }

    private void readSection() {
        CsvRecord first = following;
        String handle = handle(first);
        List<CsvRecord> section = new ArrayList<>();
        long characters = 0;
        do {
            section.add(following);
            characters += CsvTable.characters(following);
            following = table.next();
        } while (following != null
                && handle != null
                && handle.equals(handle(following))
                && table.get(following, "Title") == null
                && section.size() < LONGEST_SECTION
                && characters < LARGEST_SECTION);
        if (handle == null) {
            ready.add(Entry.wrong(first.getStartingLineNumber(), "family", "has no handle"));
            return;
        }
        Set<String> images = new LinkedHashSet<>();
        for (CsvRecord line : section) {
            String image = table.get(line, "Image Src", "Product image URL");
            if (image != null) {
                images.add(image);
            }
        }
        section.stream().filter(this::isVariant).forEach(line -> ready.add(variant(first, line, handle, images)));
    }

    private String handle(CsvRecord line) {
        return table.get(line, "Handle", "URL handle");
    }

    private boolean isVariant(CsvRecord line) {
        return table.get(line, "Title", "Variant SKU", "SKU", "Variant Price", "Price", "Option1 Value") != null;
    }

    private Entry variant(CsvRecord first, CsvRecord line, String handle, Set<String> images) {
        CsvProduct product = new CsvProduct(json, line.getStartingLineNumber())
                .text("sku", table.get(line, "Variant SKU", "SKU"))
                .text("name", inherited(first, line, "Title"))
                .description(inherited(first, line, "Body (HTML)", "Description"))
                .text("category", category(first, line))
                .text("brand", inherited(first, line, "Vendor"))
                .text("status", status(first, line))
                .price(table.get(line, "Variant Price", "Price"), currencyOf(line))
                .weight(table.get(line, "Variant Grams", "Weight value (grams)"), BigDecimal.ONE)
                .stock(table.get(line, "Variant Inventory Qty", "Inventory quantity"))
                .lowStockThreshold(table.get(line, LOW_STOCK))
                .images(pictures(line, images))
                .attribute("tags", inherited(first, line, "Tags"));
        boolean hasChoice = options(first, line, product);
        product.attributes(table.get(line, ATTRIBUTES));
        return product.text("family", table.has(FAMILY) ? table.get(line, FAMILY) : hasChoice ? handle : null)
                .read(reader);
    }

    private String inherited(CsvRecord first, CsvRecord line, String... columns) {
        String own = table.get(line, columns);
        return own == null && table.get(line, "Title") == null ? table.get(first, columns) : own;
    }

    private String category(CsvRecord first, CsvRecord line) {
        String standard = inherited(first, line, "Product Category");
        String type = standard == null ? inherited(first, line, "Type") : null;
        return type == null ? standard == null ? null : Categories.ofBreadcrumbs(standard) : Categories.ofPath(type);
    }

    private String status(CsvRecord first, CsvRecord line) {
        String status = inherited(first, line, "Status");
        String published = inherited(first, line, "Published", "Published on online store");
        if ("archived".equalsIgnoreCase(status)) {
            return "discontinued";
        }
        return "false".equalsIgnoreCase(published) || "draft".equalsIgnoreCase(status)
                ? "draft"
                : status == null ? "active" : status.toLowerCase(Locale.ROOT);
    }

    private String currencyOf(CsvRecord line) {
        String own = table.get(line, CURRENCY);
        return own == null ? currency : own;
    }

    private List<String> pictures(CsvRecord line, Set<String> images) {
        List<String> urls = new ArrayList<>();
        String own = table.get(line, "Variant Image", "Variant image URL");
        if (own != null) {
            urls.add(own);
        }
        urls.addAll(images);
        return urls;
    }

    /** Whether there is anything to choose from. */
    private boolean options(CsvRecord first, CsvRecord line, CsvProduct product) {
        boolean hasChoice = false;
        for (int i = 1; i <= 3; i++) {
            String name = table.get(line, "Option" + i + " Name");
            String value = table.get(line, "Option" + i + " Value");
            name = name == null ? table.get(first, "Option" + i + " Name") : name;
            if (name != null && value != null && !(name.equals(NO_OPTION) && value.equals(NO_CHOICE))) {
                product.attribute(name, value);
                hasChoice = true;
            }
        }
        return hasChoice;
    }
}
