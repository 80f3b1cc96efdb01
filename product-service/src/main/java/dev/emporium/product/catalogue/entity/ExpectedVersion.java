package dev.emporium.product.catalogue.entity;

import java.util.Set;

/**
 * The versions of a product that a change is meant for.
 *
 * @param any whether every version will do; then the others do not matter
 */
public record ExpectedVersion(boolean any, Set<Long> versions) {
    public static final ExpectedVersion ANY = new ExpectedVersion(true, Set.of());

    public ExpectedVersion {
        versions = Set.copyOf(versions);
    }

    public static ExpectedVersion of(long version) {
        return new ExpectedVersion(false, Set.of(version));
    }

    public boolean covers(long version) {
        return any || versions.contains(version);
    }
}
