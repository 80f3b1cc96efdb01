package dev.emporium.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Who may do what: for each route and each {@link Bearer} the status that is expected, as {@code access-matrix.txt} says. */
record AccessMatrix(Map<String, Map<Bearer, String>> rows) {
    /** @throws IllegalStateException for a table that is not one */
    static AccessMatrix read() throws IOException {
        try (InputStream file = AccessMatrix.class.getResourceAsStream("access-matrix.txt")) {
            return of(new String(file.readAllBytes(), StandardCharsets.UTF_8).lines());
        }
    }

    private static AccessMatrix of(Stream<String> lines) {
        List<String[]> table = lines.map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("\\s+"))
                .toList();
        String[] head = Stream.concat(
                        Stream.of("method", "path"),
                        Arrays.stream(Bearer.values())
                                .map(bearer -> bearer.name().toLowerCase(Locale.ROOT)))
                .toArray(String[]::new);
        require(Arrays.equals(table.get(0), head), "the head of the table is not " + String.join(" ", head));
        Map<String, Map<Bearer, String>> rows = new LinkedHashMap<>();
        for (String[] cells : table.subList(1, table.size())) {
            String route = cells[0] + " " + cells[1];
            require(cells.length == head.length, route + " has not " + head.length + " cells");
            require(rows.put(route, expectations(cells)) == null, route + " has two rows");
        }
        return new AccessMatrix(rows);
    }

    private static Map<Bearer, String> expectations(String[] cells) {
        Map<Bearer, String> expected = new EnumMap<>(Bearer.class);
        for (Bearer bearer : Bearer.values()) {
            String cell = cells[2 + bearer.ordinal()];
            require(cell.matches("2xx|4\\d\\d"), cell + " is no expectation");
            expected.put(bearer, cell);
        }
        return expected;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("access-matrix.txt: " + otherwise);
        }
    }

    Set<String> routes() {
        return rows.keySet();
    }

    /** Whether the answer is the one that stands in the table. */
    boolean allows(String route, Bearer bearer, int status) {
        String expected = rows.get(route).get(bearer);
        return expected.equals("2xx") ? status / 100 == 2 : expected.equals(Integer.toString(status));
    }
}
