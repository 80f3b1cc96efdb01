package dev.emporium.product.transfer.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.product.catalogue.boundary.ProductReader;
import dev.emporium.product.transfer.control.ProductFile;
import dev.emporium.product.transfer.control.ProductFormats;
import dev.emporium.product.transfer.control.UnreadableFileException;
import dev.emporium.product.transfer.entity.TransferFormat;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** The formats, and how a table tells which it is. Thread safe. */
public final class FileFormats implements ProductFormats {
    private final ObjectMapper json;
    private final ProductReader reader;

    public FileFormats(ObjectMapper json, ProductReader reader) {
        this.json = json;
        this.reader = reader;
    }

    @Override
    public ProductFile open(TransferFormat format, String currency, InputStream bytes) {
        return switch (format) {
            case SHOPIFY -> new ShopifyFile(new CsvTable(bytes), currency, json, reader);
            case WOOCOMMERCE -> new WooCommerceFile(new CsvTable(bytes), currency, json, reader);
            case NDJSON -> new NdjsonFile(bytes, reader);
        };
    }

    /**
     * Whose table it is, by its first line.
     *
     * @throws UnreadableFileException when it is nobody's
     */
    public static TransferFormat ofTable(byte[] beginning) {
        CsvTable table = new CsvTable(new ByteArrayInputStream(beginning));
        if (ShopifyFile.isOne(table)) {
            return TransferFormat.SHOPIFY;
        }
        if (WooCommerceFile.isOne(table)) {
            return TransferFormat.WOOCOMMERCE;
        }
        throw new UnreadableFileException(
                "The first line has neither the columns of Shopify's products (Handle, Title) nor those of WooCommerce's"
                        + " (Type, SKU, Regular price).");
    }
}
