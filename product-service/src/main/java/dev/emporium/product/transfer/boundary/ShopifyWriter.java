package dev.emporium.product.transfer.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.catalogue.entity.ProductStatus;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes what {@link ShopifyFile} reads; those of a family must come together. Used by one thread. */
final class ShopifyWriter implements ProductFileWriter {
    private static final List<String> COLUMNS = List.of(
            "Handle",
            "Title",
            "Body (HTML)",
            "Vendor",
            "Type",
            "Tags",
            "Published",
            "Option1 Name",
            "Option1 Value",
            "Option2 Name",
            "Option2 Value",
            "Option3 Name",
            "Option3 Value",
            "Variant SKU",
            "Variant Grams",
            "Variant Inventory Tracker",
            "Variant Inventory Qty",
            "Variant Inventory Policy",
            "Variant Fulfillment Service",
            "Variant Price",
            "Variant Requires Shipping",
            "Variant Taxable",
            "Image Src",
            "Image Position",
            "Status",
            ShopifyFile.CURRENCY,
            ShopifyFile.LOW_STOCK,
            ShopifyFile.FAMILY,
            ShopifyFile.ATTRIBUTES);

    private final CsvLines lines;
    private final ObjectMapper json;

    ShopifyWriter(OutputStream out, ObjectMapper json) {
        this.lines = new CsvLines(out, COLUMNS);
        this.json = json;
    }

    @Override
    public void write(Product product) {
        ProductDetails details = product.details();
        String handle = details.family() == null ? details.sku() : details.family();
        Map<String, String> line = new HashMap<>();
        line.put("Handle", handle);
        line.put("Title", details.name());
        line.put("Body (HTML)", details.description() == null ? null : HtmlText.toHtml(details.description()));
        line.put("Vendor", details.brand());
        line.put("Type", details.category());
        line.put("Published", details.status() == ProductStatus.DRAFT ? "FALSE" : "TRUE");
        line.put("Variant SKU", details.sku());
        line.put(
                "Variant Grams",
                details.weightGrams() == null ? null : details.weightGrams().toString());
        line.put("Variant Inventory Tracker", "shopify");
        line.put("Variant Inventory Qty", Long.toString(product.available()));
        line.put("Variant Inventory Policy", "deny");
        line.put("Variant Fulfillment Service", "manual");
        line.put("Variant Price", details.price().amount());
        line.put("Variant Requires Shipping", "TRUE");
        line.put("Variant Taxable", "TRUE");
        line.put("Status", status(details.status()));
        line.put(ShopifyFile.CURRENCY, details.price().currencyCode());
        line.put(
                ShopifyFile.LOW_STOCK,
                details.lowStockThreshold() == null
                        ? null
                        : details.lowStockThreshold().toString());
        line.put(ShopifyFile.FAMILY, details.family());
        attributes(details, line);
        image(details.imageUrls(), 0, line);
        lines.write(line);
        for (int i = 1; i < details.imageUrls().size(); i++) {
            Map<String, String> more = new HashMap<>(Map.of("Handle", handle));
            image(details.imageUrls(), i, more);
            lines.write(more);
        }
    }

    private void attributes(ProductDetails details, Map<String, String> line) {
        CsvAttributes attributes = CsvAttributes.of(details.attributes(), details.family() != null, json);
        line.put("Tags", attributes.tags());
        for (int i = 0; i < CsvAttributes.MOST_CHOICES; i++) {
            line.put("Option" + (i + 1) + " Name", attributes.name(i));
            line.put("Option" + (i + 1) + " Value", attributes.value(i));
        }
        if (attributes.choices().isEmpty()) {
            line.put("Option1 Name", ShopifyFile.NO_OPTION);
            line.put("Option1 Value", ShopifyFile.NO_CHOICE);
        }
        line.put(ShopifyFile.ATTRIBUTES, attributes.rest());
    }

    private static void image(List<String> urls, int number, Map<String, String> line) {
        if (number < urls.size()) {
            line.put("Image Src", urls.get(number));
            line.put("Image Position", Integer.toString(number + 1));
        }
    }

    private static String status(ProductStatus status) {
        return switch (status) {
            case ACTIVE -> "active";
            case DRAFT -> "draft";
            case DISCONTINUED -> "archived";
        };
    }

    @Override
    public void close() {
        lines.flush();
    }
}
