package dev.emporium.product.transfer.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.catalogue.entity.ProductStatus;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes what {@link WooCommerceFile} reads; those of a family must come together. Used by one thread. */
final class WooCommerceWriter implements ProductFileWriter {
    /** Of a family so many are looked at before their parent is written, which names what there is to choose from. */
    private static final int LARGEST_FAMILY = 1_000;

    private static final List<String> COLUMNS = columns();

    private final CsvLines lines;
    private final ObjectMapper json;
    private final List<Product> family = new ArrayList<>();

    WooCommerceWriter(OutputStream out, ObjectMapper json) {
        this.lines = new CsvLines(out, COLUMNS);
        this.json = json;
    }

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(
                "Type",
                "SKU",
                "Name",
                "Published",
                "Description",
                "In stock?",
                "Stock",
                "Low stock amount",
                "Weight (g)",
                "Regular price",
                "Categories",
                "Tags",
                "Images",
                "Parent",
                "Brands"));
        for (int i = 1; i <= CsvAttributes.MOST_CHOICES; i++) {
            columns.add("Attribute " + i + " name");
            columns.add("Attribute " + i + " value(s)");
            columns.add("Attribute " + i + " visible");
            columns.add("Attribute " + i + " global");
        }
        columns.addAll(List.of(WooCommerceFile.CURRENCY, WooCommerceFile.STATUS, WooCommerceFile.ATTRIBUTES));
        return List.copyOf(columns);
    }

    @Override
    public void write(Product product) {
        String name = product.details().family();
        if (!family.isEmpty()
                && (family.size() == LARGEST_FAMILY
                        || !family.get(0).details().family().equals(name))) {
            writeFamily();
        }
        if (name == null) {
            write(line(product, "simple"));
        } else {
            family.add(product);
        }
    }

    private void writeFamily() {
        ProductDetails first = family.get(0).details();
        Map<String, Set<String>> choices = new LinkedHashMap<>();
        family.forEach(member -> attributes(member.details()).choices().forEach(choice -> choices.computeIfAbsent(
                        choice.getKey(), name -> new LinkedHashSet<>())
                .add(escaped(choice.getValue()))));
        Map<String, String> parent = new HashMap<>(
                Map.of("Type", "variable", "SKU", first.family(), "Name", first.name(), "Published", "1"));
        int number = 1;
        for (Map.Entry<String, Set<String>> choice : choices.entrySet()) {
            if (number <= CsvAttributes.MOST_CHOICES) {
                attribute(parent, number++, choice.getKey(), String.join(", ", choice.getValue()));
            }
        }
        write(parent);
        family.forEach(member -> {
            Map<String, String> line = line(member, "variation");
            line.put("Parent", first.family());
            write(line);
        });
        family.clear();
    }

    private void write(Map<String, String> line) {
        line.replaceAll((column, value) -> value == null ? null : WooCommerceFile.guarded(value));
        lines.write(line);
    }

    private CsvAttributes attributes(ProductDetails details) {
        return CsvAttributes.of(details.attributes(), true, json);
    }

    private Map<String, String> line(Product product, String type) {
        ProductDetails details = product.details();
        Map<String, String> line = new HashMap<>();
        line.put("Type", type);
        line.put("SKU", details.sku());
        line.put("Name", details.name());
        line.put("Published", details.status() == ProductStatus.DRAFT ? "-1" : "1");
        // a backslash before an n is a line end there
        line.put(
                "Description",
                details.description() == null
                        ? null
                        : HtmlText.toHtml(details.description()).replace("\\", "&#92;"));
        line.put("In stock?", product.available() > 0 ? "1" : "0");
        line.put("Stock", Long.toString(product.available()));
        line.put(
                "Low stock amount",
                details.lowStockThreshold() == null
                        ? null
                        : details.lowStockThreshold().toString());
        line.put(
                "Weight (g)",
                details.weightGrams() == null ? null : details.weightGrams().toString());
        line.put("Regular price", details.price().amount());
        line.put(
                "Categories",
                details.category() == null ? null : escaped(Categories.toBreadcrumbs(details.category())));
        line.put(
                "Images",
                details.imageUrls().stream().map(WooCommerceWriter::escaped).collect(Collectors.joining(", ")));
        line.put("Brands", details.brand() == null ? null : escaped(details.brand()));
        line.put(WooCommerceFile.CURRENCY, details.price().currencyCode());
        line.put(WooCommerceFile.STATUS, details.status().name().toLowerCase(Locale.ROOT));
        CsvAttributes attributes = attributes(details);
        line.put("Tags", attributes.tags());
        for (int i = 0; i < attributes.choices().size(); i++) {
            attribute(line, i + 1, attributes.name(i), escaped(attributes.value(i)));
        }
        line.put(WooCommerceFile.ATTRIBUTES, attributes.rest());
        return line;
    }

    private static void attribute(Map<String, String> line, int number, String name, String values) {
        line.put("Attribute " + number + " name", name);
        line.put("Attribute " + number + " value(s)", values);
        line.put("Attribute " + number + " visible", "1");
        line.put("Attribute " + number + " global", "0");
    }

    private static String escaped(String text) {
        return text.replace(",", "\\,");
    }

    @Override
    public void close() {
        if (!family.isEmpty()) {
            writeFamily();
        }
        lines.flush();
    }
}
