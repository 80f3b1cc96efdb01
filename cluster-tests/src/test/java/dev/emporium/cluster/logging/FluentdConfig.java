package dev.emporium.cluster.logging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A configuration of Fluentd, version 1 of its language, as far as we use it: sections, parameters, included files. */
final class FluentdConfig {
    private static final Pattern OPEN = Pattern.compile("<([a-z_]+)\\s*([^>]*)>");
    private static final Pattern CLOSE = Pattern.compile("</([a-z_]+)>");
    private static final Pattern PARAMETER = Pattern.compile("(@?[a-z][a-z0-9_.]*)\\s+(\\S.*)");
    private static final Pattern INCLUDE = Pattern.compile("@include\\s+(\\S+)");

    private FluentdConfig() {}

    /** A section, such as {@code <match a.**>}; the whole is one without a name. */
    record Section(String name, String argument, Map<String, String> parameters, List<Section> sections) {
        static Section empty(String name, String argument) {
            return new Section(name, argument, new LinkedHashMap<>(), new ArrayList<>());
        }

        Stream<Section> all(String wanted) {
            return sections.stream().filter(section -> section.name.equals(wanted));
        }

        /** This and all within. */
        Stream<Section> tree() {
            return Stream.concat(Stream.of(this), sections.stream().flatMap(Section::tree));
        }

        String get(String parameter) {
            return parameters.getOrDefault(parameter, "");
        }

        String type() {
            return get("@type");
        }

        @Override
        public String toString() {
            return "<" + name + (argument.isEmpty() ? "" : " " + argument) + "> " + type();
        }
    }

    /** @throws IllegalArgumentException for what Fluentd would not read, or we do not */
    static Section read(Path file) {
        Section whole = Section.empty("", "");
        Deque<Section> open = new ArrayDeque<>(List.of(whole));
        read(file, open);
        if (open.size() > 1) {
            throw new IllegalArgumentException(open.peek() + " is not closed");
        }
        return whole;
    }

    private static void read(Path file, Deque<Section> open) {
        for (String line : lines(file)) {
            String text = line.strip();
            Matcher opened = OPEN.matcher(text);
            Matcher closed = CLOSE.matcher(text);
            Matcher included = INCLUDE.matcher(text);
            Matcher parameter = PARAMETER.matcher(text);
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (opened.matches()) {
                Section section = Section.empty(opened.group(1), opened.group(2).strip());
                open.element().sections().add(section);
                open.push(section);
            } else if (closed.matches()) {
                close(open, closed.group(1));
            } else if (included.matches()) {
                read(file.resolveSibling(included.group(1)), open);
            } else if (!parameter.matches()
                    || open.element().parameters().put(parameter.group(1), parameter.group(2)) != null) {
                throw new IllegalArgumentException("not understood, or said twice: " + text);
            }
        }
    }

    private static void close(Deque<Section> open, String name) {
        if (!open.pop().name().equals(name) || open.isEmpty()) {
            throw new IllegalArgumentException("</" + name + "> closes nothing");
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot be included: " + e.getMessage(), e);
        }
    }

    /** Whether a pattern of {@code <match>} or {@code <filter>} takes a tag. */
    static boolean takes(String patterns, String tag) {
        return Stream.of(patterns.split("\\s+")).anyMatch(pattern -> Pattern.matches(expression(pattern), tag));
    }

    private static String expression(String pattern) {
        return pattern.replace("{", "(?:")
                .replace("}", ")")
                .replace(",", "|")
                .replaceAll("\\.(?!\\*\\*)", "\\\\.")
                .replaceAll("(?<!\\*)\\*(?!\\*)", "[^.]+")
                .replace(".**", "(?:\\..+)?")
                .replace("**", ".*");
    }
}
