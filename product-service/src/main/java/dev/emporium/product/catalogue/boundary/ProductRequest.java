package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.emporium.platform.Money;
import dev.emporium.platform.text.Line;
import dev.emporium.platform.text.Prose;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.catalogue.entity.ProductStatus;
import io.dropwizard.validation.selfvalidating.SelfValidating;
import io.dropwizard.validation.selfvalidating.SelfValidation;
import io.dropwizard.validation.selfvalidating.ViolationCollector;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A product as staff write it, when it is created and when it is replaced.
 *
 * @param status active when it is left out
 * @param stock how many there are at first; only when it is created
 */
@SelfValidating
public record ProductRequest(
        @NotNull @Line(max = 64) String sku,
        @NotNull @Line(max = 200) String name,
        @Prose(max = 10_000) String description,
        @Line(max = CategoryPath.LONGEST) @CategoryPath String category,
        @Line(max = 100) String brand,
        @Size(max = 50) @JsonDeserialize(contentUsing = AttributeDeserializer.class)
                Map<@Line(max = 64) String, @AttributeValue Object> attributes,
        @Line(max = 100) String family,
        @Size(max = 20)
                List<
                                @NotNull @Size(max = 2000)
                                @Pattern(regexp = HTTP_URL, message = "must be an absolute http or https URL") String>
                        imageUrls,
        @NotNull Money price,
        ProductStatus status,
        @Min(1)
                @Max(1_000_000)
                @Schema(
                        description =
                                "What one piece weighs with its packing; what is unknown, shipping takes to weigh what its table says.")
                Integer weightGrams,
        @Min(0)
                @Max(1_000_000_000)
                @Schema(
                        description = "When fewer can be ordered, that is told: 0 for never; left out, what the shop is"
                                + " configured with")
                Long lowStockThreshold,
        @Min(0)
                @Max(1_000_000_000)
                @Schema(description = "How many there are at first; only to create. Later changes are adjustments.")
                Long stock) {

    /** RFC 3986 without user information, which has no place in a public link. */
    private static final String HTTP_URL = "https?://([A-Za-z0-9._~%-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?"
            + "([/?#][A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=%-]*)?";

    private static final long HIGHEST_PRICE = 1_000_000_000_000L;

    public ProductRequest {
        attributes = attributes == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        imageUrls = imageUrls == null ? List.of() : Collections.unmodifiableList(imageUrls);
        status = status == null ? ProductStatus.ACTIVE : status;
    }

    static ProductRequest of(ProductDetails details) {
        return new ProductRequest(
                details.sku(),
                details.name(),
                details.description(),
                details.category(),
                details.brand(),
                details.attributes(),
                details.family(),
                details.imageUrls(),
                details.price(),
                details.status(),
                details.weightGrams(),
                details.lowStockThreshold(),
                null);
    }

    ProductRequest withStock(long quantity) {
        return new ProductRequest(
                sku,
                name,
                description,
                category,
                brand,
                attributes,
                family,
                imageUrls,
                price,
                status,
                weightGrams,
                lowStockThreshold,
                quantity);
    }

    ProductDetails details() {
        return new ProductDetails(
                sku,
                name,
                description,
                category,
                brand,
                attributes,
                family,
                // a table names each picture once
                imageUrls.stream().distinct().toList(),
                price,
                status,
                weightGrams,
                lowStockThreshold);
    }

    @SelfValidation
    public void checkPrice(ViolationCollector violations) {
        if (price != null && (price.minorUnits() < 0 || price.minorUnits() > HIGHEST_PRICE)) {
            violations.addViolation("price", "must be between 0 and 10^12 minor units");
        }
        if (price != null && !price.isInUse()) {
            violations.addViolation("price", "must be in a currency that is in use");
        }
    }
}
