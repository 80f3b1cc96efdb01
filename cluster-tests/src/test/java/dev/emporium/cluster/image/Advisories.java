package dev.emporium.cluster.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.maven.artifact.versioning.ComparableVersion;

/**
 * The published vulnerabilities of libraries, as {@code .github/scripts/advisories.py} has last fetched them.
 *
 * @param list rows of a library, an id and the versions from {@code introduced} to before {@code fixed} or to
 *     {@code last_affected}, without an end for what nobody has mended
 */
record Advisories(JsonNode list) {
    private static final Pattern LIBRARY =
            Pattern.compile("(?m)^ +([\\w.-]+:[\\w.-]+):jar:(?:[\\w-]+:)?([^:\\s]+):\\w+");

    static Advisories ofTheRepository() {
        return new Advisories(
                Documents.read(Documents.path(".github/advisories.json")).get(0));
    }

    /** What Maven has listed, as {@code group:artifact:version}. */
    static List<String> libraries(String listing) {
        return LIBRARY.matcher(listing)
                .results()
                .map((MatchResult library) -> library.group(1) + ":" + library.group(2))
                .toList();
    }

    /** What is known against these libraries and is not accepted. */
    List<String> against(List<String> libraries) {
        List<String> found = new ArrayList<>();
        for (String library : libraries) {
            String name = library.substring(0, library.lastIndexOf(':'));
            ComparableVersion version = new ComparableVersion(library.substring(name.length() + 1));
            for (JsonNode advisory : list.path("advisories")) {
                String id = advisory.path("id").asText();
                if (advisory.path("library").asText().equals(name)
                        && isAffected(version, advisory)
                        && !list.path("accepted").has(id)) {
                    found.add("%s has %s, mended in %s"
                            .formatted(library, id, advisory.path("fixed").asText("no version")));
                }
            }
        }
        return found;
    }

    private static boolean isAffected(ComparableVersion version, JsonNode advisory) {
        return version.compareTo(bound(advisory, "introduced")) >= 0
                && (!advisory.has("fixed") || version.compareTo(bound(advisory, "fixed")) < 0)
                && (!advisory.has("last_affected") || version.compareTo(bound(advisory, "last_affected")) <= 0);
    }

    private static ComparableVersion bound(JsonNode advisory, String name) {
        return new ComparableVersion(advisory.path(name).asText());
    }
}
