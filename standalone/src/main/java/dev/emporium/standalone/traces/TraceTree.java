package dev.emporium.standalone.traces;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Traces as trees: what caused what, when it began and how long it took. */
public final class TraceTree {
    private static final double NANOS = 1e6;

    private final Map<String, List<RecordedSpan>> children = new LinkedHashMap<>();
    private final List<RecordedSpan> roots = new ArrayList<>();

    /** @param spans whose parents may be missing: they stand at the top */
    public TraceTree(List<RecordedSpan> spans) {
        Set<String> known = spans.stream().map(RecordedSpan::id).collect(Collectors.toSet());
        Set<String> seen = new HashSet<>();
        spans.stream().sorted(Comparator.comparingLong(RecordedSpan::start)).forEach(span -> {
            if (!seen.add(span.id())) {
                return;
            }
            if (known.contains(span.parent())) {
                children.computeIfAbsent(span.parent(), parent -> new ArrayList<>())
                        .add(span);
            } else {
                roots.add(span);
            }
        });
    }

    /** Trace after trace, each with what nothing here has caused, and what that has. */
    public void print(PrintStream out) {
        Map<String, List<RecordedSpan>> traces = new LinkedHashMap<>();
        roots.forEach(root ->
                traces.computeIfAbsent(root.trace(), trace -> new ArrayList<>()).add(root));
        traces.forEach((trace, begun) -> {
            out.println("trace " + trace);
            begun.forEach(root -> print(root, begun.get(0).start(), "", out));
        });
    }

    private void print(RecordedSpan span, long start, String indent, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%+9.1f ms %9.1f ms  %-20s  %s%s%s%s%n",
                (span.start() - start) / NANOS,
                (span.end() - span.start()) / NANOS,
                span.service(),
                indent,
                span.name(),
                span.failed() ? "  FAILED " + span.attributes().getOrDefault("error.type", "") : "",
                together(span));
        children.getOrDefault(span.id(), List.of()).forEach(child -> print(child, start, indent + "  ", out));
    }

    /** A transaction names the traces of all that took effect in it, and each of them that of the transaction. */
    private static String together(RecordedSpan span) {
        return switch (span.links().size()) {
            case 0 -> "";
            case 1 -> "  with others, see trace " + span.links().get(0);
            default -> "  of " + span.links().size() + " traces";
        };
    }
}
