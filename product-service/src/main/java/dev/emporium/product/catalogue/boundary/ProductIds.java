package dev.emporium.product.catalogue.boundary;

import dev.emporium.platform.Ids;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The list parameter {@code ids}: which products to read at once. */
final class ProductIds {
    static final int MOST = 100;
    static final int LONGEST = MOST * 37 - 1;
    static final String PATTERN = "^" + Ids.PATTERN + "(," + Ids.PATTERN + ")*$";

    private ProductIds() {}

    /** @throws ProblemException 400 for what is no UUID, 422 for more than can be read at once */
    static Set<UUID> parse(String ids) {
        Set<UUID> parsed =
                Arrays.stream(ids.split(",", -1)).map(ProductIds::one).collect(Collectors.toSet());
        if (parsed.size() > MOST) {
            throw ProblemException.of(422, "invalid", "Too many products at once.")
                    .withErrors(List.of(new FieldError("ids", "must be up to " + MOST + " UUIDs")));
        }
        return parsed;
    }

    private static UUID one(String id) {
        try {
            return Ids.parse(id);
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(400, "invalid_ids", "ids must be UUIDs in full, separated by commas.");
        }
    }
}
