package dev.emporium.platform.postal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an address needs in each country: {@code postal-rules.tsv}, whose head says where it comes from and how it is
 * renewed.
 */
final class PostalRules {
    private static final Map<String, Rule> RULES = read();

    private PostalRules() {}

    /** @param code how a postal code looks, null when the source does not say */
    private record Rule(String country, boolean codeNeeded, boolean hasCode, boolean regionNeeded, Pattern code) {
        static Rule of(String line) {
            String[] cells = line.split("\t");
            Pattern code = cells.length < 4 ? null : Pattern.compile(cells[3], Pattern.CASE_INSENSITIVE);
            return new Rule(
                    cells[0], cells[1].equals("required"), !cells[1].equals("none"), cells[2].equals("required"), code);
        }
    }

    /** Property and message of each fault. */
    static Map<String, String> faults(Address address) {
        Map<String, String> faults = new LinkedHashMap<>();
        String country = address.country();
        Rule rule = Countries.has(country) ? RULES.get(country) : null;
        if (rule == null) {
            faults.put("country", "must be a code of ISO 3166-1 alpha-2 in use, such as \"DE\", or \"XK\"");
            return faults;
        }
        if (rule.regionNeeded() && address.region() == null) {
            faults.put("region", "is needed in " + country);
        }
        if (rule.codeNeeded() && address.postalCode() == null) {
            faults.put("postalCode", "is needed in " + country);
        }
        // where there is none, what people make up to get past a form is let be
        if (rule.hasCode()
                && rule.code() != null
                && address.postalCode() != null
                && !rule.code().matcher(address.postalCode()).matches()) {
            faults.put("postalCode", "is not a postal code of " + country);
        }
        return faults;
    }

    private static Map<String, Rule> read() {
        try (InputStream in = PostalRules.class.getResourceAsStream("/postal-rules.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Rule::of)
                    .collect(Collectors.toUnmodifiableMap(Rule::country, Function.identity()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
