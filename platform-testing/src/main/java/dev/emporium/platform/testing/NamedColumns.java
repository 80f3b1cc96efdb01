package dev.emporium.platform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Statements name the columns that they read: {@code select *} takes what comes, and a column that the next version
 * adds changes the result of statements that running services have prepared, which PostgreSQL refuses.
 */
public final class NamedColumns {
    private static final Pattern ALL = Pattern.compile(
            "\\b(?:select|returning)\\s+(?:(?:all|distinct)\\s+)?(?:\\w+\\.)?\\*|,\\s*\\w+\\.\\*",
            Pattern.CASE_INSENSITIVE);

    private NamedColumns() {}

    /** The source and migration files in the folder that read columns without naming them. */
    public static List<Path> missingIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().endsWith(".java") || file.toString().endsWith(".sql"))
                    .filter(NamedColumns::takesAll)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean takesAll(Path file) {
        try {
            return ALL.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
