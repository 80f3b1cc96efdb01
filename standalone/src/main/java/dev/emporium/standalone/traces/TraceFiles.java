package dev.emporium.standalone.traces;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The latest spans, a line of JSON each, in two files of a folder: when the one is full the other is forgotten. One process
 * adds, one thread at a time; any number read.
 */
public final class TraceFiles {
    static final long LARGEST = 16L << 20;

    private static final String REQUEST_ID = "emporium.request_id";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectReader SPAN = JSON.readerFor(RecordedSpan.class);

    private final Path latest;
    private final Path before;
    private final long largest;

    public TraceFiles(Path folder) {
        this(folder, LARGEST);
    }

    /** @param largest bytes of each of the two, but for the last that was added to it */
    TraceFiles(Path folder, long largest) {
        this.latest = folder.resolve("spans.jsonl");
        this.before = folder.resolve("spans-before.jsonl");
        this.largest = largest;
    }

    void add(List<RecordedSpan> spans) throws IOException {
        Files.createDirectories(latest.getParent());
        if (Files.exists(latest) && Files.size(latest) > largest) {
            Files.move(latest, before, StandardCopyOption.REPLACE_EXISTING);
        }
        try (BufferedWriter writer =
                Files.newBufferedWriter(latest, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (RecordedSpan span : spans) {
                writer.write(JSON.writeValueAsString(span));
                writer.write('\n');
            }
        }
    }

    /** Whether anything was ever recorded here. */
    public boolean areThere() {
        return Files.exists(latest);
    }

    /** All spans of the traces that the request belongs to, and of those that they name: what it had a part in with others. */
    public List<RecordedSpan> ofRequest(String requestId) throws IOException {
        Set<String> traces = new HashSet<>();
        read(Set.of(requestId), span -> requestId.equals(span.attributes().get(REQUEST_ID)))
                .forEach(span -> traces.add(span.trace()));
        List<RecordedSpan> spans = ofTraces(traces);
        Set<String> named = new HashSet<>();
        spans.forEach(span -> named.addAll(span.links()));
        named.removeAll(traces);
        spans.addAll(ofTraces(named));
        return spans;
    }

    private List<RecordedSpan> ofTraces(Set<String> traces) throws IOException {
        return read(traces, span -> traces.contains(span.trace()));
    }

    /** @param words one of which is in each line that is wanted */
    private List<RecordedSpan> read(Set<String> words, Predicate<RecordedSpan> wanted) throws IOException {
        List<RecordedSpan> spans = new ArrayList<>();
        for (Path file : List.of(before, latest)) {
            if (Files.exists(file)) {
                try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        if (words.stream().anyMatch(line::contains)) {
                            read(line).filter(wanted).ifPresent(spans::add);
                        }
                    }
                }
            }
        }
        return spans;
    }

    /** The last line may not be written to its end yet. */
    private static Optional<RecordedSpan> read(String line) throws IOException {
        try {
            return Optional.of(SPAN.readValue(line));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
