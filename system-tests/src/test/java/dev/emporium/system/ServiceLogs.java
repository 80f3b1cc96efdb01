package dev.emporium.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the platform under test has written, from its start on. */
final class ServiceLogs {
    private ServiceLogs() {}

    /** Of every process. */
    static List<Path> files() {
        try (var files = Files.list(Platform.data().resolve("logs"))) {
            return files.filter(file -> file.toString().matches(".*\\.log(\\.1)?"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of all services; what comes after the last line's end is still being written. */
    static List<JsonNode> lines() {
        return Platform.SERVICES.stream()
                .map(service -> Platform.data().resolve("logs").resolve(service + ".log"))
                .map(log -> older(log) + text(log))
                .flatMap(text -> text.substring(0, text.lastIndexOf('\n') + 1).lines())
                .map(ServiceLogs::parse)
                .toList();
    }

    /** What was moved out of a file that had become large. */
    private static String older(Path log) {
        Path older = log.resolveSibling(log.getFileName() + ".1");
        return Files.exists(older) ? text(older) : "";
    }

    static JsonNode parse(String line) {
        try {
            return Http.JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a line is no JSON: " + line, e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a text that hold one of the words, whatever their case. */
    static List<String> linesWith(String text, Iterable<String> words) {
        return text.lines()
                .filter(line -> {
                    String lower = line.toLowerCase(Locale.ROOT);
                    for (String word : words) {
                        if (lower.contains(word.toLowerCase(Locale.ROOT))) {
                            return true;
                        }
                    }
                    return false;
                })
                .toList();
    }
}
