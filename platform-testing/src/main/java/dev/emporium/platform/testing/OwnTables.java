package dev.emporium.platform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Each of a service's tables and views belongs to one of its components, whose statements alone name it: what another
 * one needs of it goes from control to control, or through a view that the owner offers.
 *
 * @param owners the tables and views of each component
 * @param offered views that every component may read
 */
public record OwnTables(Map<String, Set<String>> owners, Set<String> offered) {
    private static final Pattern MADE =
            Pattern.compile("\\bcreate\\s+(?:table|view)\\s+(\\w+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TEXT =
            Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);
    /** What follows {@code from}, with what it lists behind commas; looked at only, since an alias may be the next join. */
    private static final Pattern NAMED = Pattern.compile(
            "\\b(?:from|join|into|update|table)\\s+(?:only\\s+)?(?=(TABLE(?:\\s*,\\s*TABLE)*))"
                    .replace("TABLE", "\\w+(?:(?:\\s+as)?\\s+\\w+)?"),
            Pattern.CASE_INSENSITIVE);

    /**
     * What breaks the rule, a line for each.
     *
     * @param sources the folder whose folders are the components
     */
    public List<String> violations(Path sources, Path migrations) {
        List<String> found = new ArrayList<>();
        Set<String> made = new TreeSet<>();
        read(migrations, ".sql").forEach((file, text) -> MADE.matcher(text)
                .results()
                .map(match -> match.group(1))
                .forEach(made::add));
        owners.values().forEach(owned -> owned.stream()
                .filter(table -> !made.contains(table))
                .forEach(table -> found.add("nobody makes " + table)));
        made.stream()
                .filter(table -> owners.values().stream()
                                .filter(owned -> owned.contains(table))
                                .count()
                        != 1)
                .forEach(table -> found.add(table + " does not belong to one component"));
        read(sources, ".java").forEach((file, text) -> {
            String component = sources.relativize(file).getName(0).toString();
            named(text).stream()
                    .filter(made::contains)
                    .filter(table ->
                            !owners.getOrDefault(component, Set.of()).contains(table) && !offered.contains(table))
                    .forEach(table -> found.add(sources.relativize(file) + " names " + table));
        });
        return found;
    }

    private static Set<String> named(String source) {
        StringBuilder statements = new StringBuilder();
        Matcher text = TEXT.matcher(source);
        while (text.find()) {
            // a statement may be put together of several texts
            statements
                    .append(text.group(1) == null ? text.group(2) : text.group(1))
                    .append(' ');
        }
        Set<String> tables = new TreeSet<>();
        NAMED.matcher(statements.toString().toLowerCase(Locale.ROOT))
                .results()
                .flatMap(match -> Pattern.compile("\\s*,\\s*").splitAsStream(match.group(1)))
                .map(table -> table.split("\\s+", 2)[0])
                .forEach(tables::add);
        return tables;
    }

    private static Map<Path, String> read(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            Map<Path, String> texts = new TreeMap<>();
            for (Path file :
                    (Iterable<Path>) files.filter(file -> file.toString().endsWith(ending))::iterator) {
                texts.put(file, Files.readString(file));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
