package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.ExpectedVersion;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.web.EntityTagFilter;
import dev.emporium.platform.web.ReadyAnswer;
import dev.emporium.product.catalogue.entity.Product;

/**
 * Entity tags of products: their version and a hash of what is answered, which is another one after a sale, at the end of a
 * reduction, and where another version of the service says more. A change replaces only what the version counts:
 * {@code If-Match} is held against the version alone, so that a sale in between refuses no editor.
 */
final class EntityTags {
    private EntityTags() {}

    static String of(Product product, byte[] body) {
        return EntityTagFilter.tag(product.version(), body);
    }

    /** The product with its tag. */
    static ReadyAnswer tagged(ObjectMapper json, Product product) {
        try {
            byte[] body = json.writeValueAsBytes(ProductResponse.from(product));
            return new ReadyAnswer(body, of(product, body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws ProblemException 428 when there is no {@code If-Match} */
    static ExpectedVersion expected(String ifMatch) {
        if (ifMatch == null) {
            throw ProblemException.of(
                    428, "if_match_required", "Changing a product needs If-Match with the ETag that it was read with.");
        }
        return ExpectedVersion.ofIfMatch(ifMatch);
    }
}
