package dev.emporium.product.catalogue.control;

import dev.emporium.product.catalogue.entity.ProductDetails;
import java.util.Map;

/**
 * A product as somebody has written it down.
 *
 * @param stock how many there are at first, if it is new
 */
public record ProductEntry(ProductDetails details, long stock) {
    public String sku() {
        return details.sku();
    }

    /** About how long its texts are, all together. */
    public int characters() {
        int characters = details.name().length()
                + (details.description() == null ? 0 : details.description().length());
        for (Map.Entry<String, Object> attribute : details.attributes().entrySet()) {
            characters += attribute.getKey().length()
                    + String.valueOf(attribute.getValue()).length();
        }
        for (String url : details.imageUrls()) {
            characters += url.length();
        }
        return characters;
    }
}
