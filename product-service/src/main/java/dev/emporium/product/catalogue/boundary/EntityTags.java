package dev.emporium.product.catalogue.boundary;

import dev.emporium.platform.ExpectedVersion;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductState;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * Entity tags of products: {@code "<version>-<available>"}, with {@code -r} while the price is reduced, which ends by itself.
 * All are in the body, so all are in the tag, but a change
 * replaces only what the version counts: {@code If-Match} is held against the version alone, and a sale in between
 * refuses no editor.
 */
final class EntityTags {
    private EntityTags() {}

    static String of(Product product) {
        ProductState state = product.state();
        return "\"%d-%d%s\"".formatted(state.version(), state.available(), state.reduced() ? "-r" : "");
    }

    /** The product with its tag. */
    static Response.ResponseBuilder tagged(Product product) {
        return Response.ok(ProductResponse.from(product)).header(HttpHeaders.ETAG, of(product));
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
