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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Each of a service's tables and views belongs to one of its components, whose statements alone name it: what another
 * one needs of it goes from control to control, or through what the owner offers to be read.
 *
 * @param owners the tables and views of each component
 * @param offered what every component may read, and only its owner writes
 */
public record OwnTables(Map<String, Set<String>> owners, Set<String> offered) {
    private static final Pattern MADE =
            Pattern.compile("\\bcreate\\s+(?:table|view)\\s+(\\w+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TEXT =
            Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);
    /** What follows {@code from}, with what it lists behind commas; looked at only, since an alias may be the next join. */
    private static final Pattern NAMED = Pattern.compile(
            "\\b(?:from|join|using|into|update|table)\\s+(?:only\\s+)?(?=(TABLE(?:\\s*,\\s*TABLE)*))"
                    .replace("TABLE", "\\w+(?:(?:\\s+as)?\\s+\\w+)?"),
            Pattern.CASE_INSENSITIVE);

    private static final Pattern WRITTEN =
            Pattern.compile("\\b(?:insert\\s+into|update|delete\\s+from)\\s+(?:only\\s+)?(\\w+)");

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
            Path place = sources.relativize(file);
            Set<String> own = owners.getOrDefault(place.getName(0).toString(), Set.of());
            String statements = statements(text);
            Set<String> written = WRITTEN.matcher(statements)
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toSet());
            named(statements).stream()
                    .filter(table -> made.contains(table) && !own.contains(table))
                    .filter(table -> !offered.contains(table) || written.contains(table))
                    .forEach(table -> found.add(place + " names " + table));
        });
        return found;
    }

    /** One after the other, as one may be put together of several texts. */
    private static String statements(String source) {
        return TEXT.matcher(source)
                .results()
                .map(text -> text.group(1) == null ? text.group(2) : text.group(1))
                .collect(Collectors.joining(" "))
                .toLowerCase(Locale.ROOT);
    }

    private static Set<String> named(String statements) {
        Set<String> tables = new TreeSet<>();
        NAMED.matcher(statements)
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
