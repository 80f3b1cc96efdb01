package dev.emporium.platform;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions of a thing that a change is meant for. The thing's tag is {@code "<version>-<rest>"}: the rest tells apart what
 * looks different at the same version, and does not matter to who changes it.
 *
 * @param any whether every version will do; then the others do not matter
 */
public record ExpectedVersion(boolean any, Set<Long> versions) {
    public static final ExpectedVersion ANY = new ExpectedVersion(true, Set.of());

    /**
     * No weak tags: {@code If-Match} compares strongly (RFC 9110, section 13.1.1). A repeated group takes stack for each of its
     * rounds unless it is possessive, and a header may have thousands.
     */
    private static final Pattern TAG = Pattern.compile("(?:^|,)\\s*\"([0-9]{1,18})(?:-[0-9a-z]{1,32})++\"\\s*(?=,|$)");

    public ExpectedVersion {
        versions = Set.copyOf(versions);
    }

    public static ExpectedVersion of(long version) {
        return new ExpectedVersion(false, Set.of(version));
    }

    /** @param ifMatch the header, null when there is none: then every version will do */
    public static ExpectedVersion ofIfMatch(String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return ANY;
        }
        Set<Long> versions = new HashSet<>();
        Matcher tags = TAG.matcher(ifMatch);
        while (tags.find()) {
            versions.add(Long.parseLong(tags.group(1)));
        }
        return new ExpectedVersion(false, versions);
    }

    public boolean covers(long version) {
        return any || versions.contains(version);
    }
}
