package dev.emporium.cluster.logging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What comes to Fluentd and what becomes of it. Each answer is what Fluentd 1.19.3 gave, with elasticsearch 5.4.4, concat
 * 2.6.2, rewrite-tag-filter 2.4.0, detect-exceptions 0.0.16 and kubernetes_metadata_filter 3.7.1, before Elasticsearch
 * 8.19.21; {@link FluentdIT} asks it again where there is one.
 */
final class FluentdCases {
    /** A binary text stands for bytes as they are. */
    record Sent(byte[] tag, long seconds, Map<String, Object> line) {}

    /**
     * One pod's, whose name it is.
     *
     * @param lines of the container's file
     * @param sent by the forward protocol
     * @param documents the texts of what can be searched for, in the order of the alphabet
     * @param deadLetters how many there are
     */
    record Case(String name, List<byte[]> lines, List<Sent> sent, List<String> documents, int deadLetters) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String SECOND = "2026-03-01T10:00:00.";

    private FluentdCases() {}

    static List<Case> all() {
        return List.of(
                file("text", List.of(out(1, "ready")), List.of("ready"), 0),
                file("json", List.of(out(1, json("json-1", "hello"))), List.of("hello"), 0),
                // an unknown field is refused
                file(
                        "unknown-field",
                        List.of(out(1, "{\"@timestamp\":\"2026-03-01T10:00:00Z\",\"event.id\":\"u-1\",\"colour\":1}")),
                        List.of(),
                        1),
                file("broken-json", List.of(out(1, "{\"@timestamp\":\"2026-03-01T10")), List.of(), 1),
                file("no-id", List.of(out(1, "{\"@timestamp\":\"2026-03-01T10:00:00Z\"}")), List.of(), 1),
                file("empty", List.of(out(1, "")), List.of(""), 0),
                file("torn", List.of("\0\0\0rest of a line".getBytes(UTF_8)), List.of("\0\0\0rest of a line"), 0),
                file(
                        "other-bytes",
                        List.of(bytes(SECOND + "000000001Z stdout F caf\351 \377\n")),
                        List.of("caf\ufffd \ufffd"),
                        0),
                file(
                        "other-bytes-json",
                        List.of(bytes(SECOND + "000000001Z stdout F " + json("bytes-1", "caf\351") + "\n")),
                        List.of("caf\ufffd"),
                        0),
                file("equal", times(100, n -> out(n, "again")), copies(100, "again"), 0),
                file("equal-at-one-time", times(100, n -> out(1, "again")), copies(100, "again"), 0),
                file(
                        "equal-on-both-streams",
                        List.of(line(1, "stdout", "F", "again"), line(1, "stderr", "F", "again")),
                        List.of("again", "again"),
                        0),
                file(
                        "pieces",
                        List.of(
                                line(1, "stdout", "P", "o".repeat(16384)),
                                line(2, "stderr", "P", "e".repeat(16384)),
                                line(3, "stdout", "P", "o".repeat(16384)),
                                line(4, "stderr", "F", "e".repeat(10)),
                                line(5, "stdout", "F", "o".repeat(20))),
                        List.of("e*16394", "o*32788"),
                        0),
                file(
                        "character-in-two-pieces",
                        List.of(
                                bytes(SECOND + "000000001Z stdout P caf\303\n"),
                                bytes(SECOND + "000000002Z stdout F \251\n")),
                        List.of("café"),
                        0),
                file(
                        "trace",
                        List.of(
                                line(
                                        1,
                                        "stderr",
                                        "F",
                                        "Exception in thread \"main\" java.lang.IllegalStateException: no"),
                                line(2, "stderr", "F", "\tat dev.emporium.A.b(A.java:1)"),
                                line(2, "stdout", "F", "meanwhile"),
                                line(3, "stderr", "F", "\tat dev.emporium.A.main(A.java:2)"),
                                line(4, "stderr", "F", "Caused by: java.io.IOException: none"),
                                line(5, "stderr", "F", "\tat dev.emporium.C.d(C.java:3)"),
                                line(6, "stderr", "F", "\t... 1 more"),
                                line(7, "stderr", "F", "after it")),
                        List.of(
                                "Exception in thread \"main\" java.lang.IllegalStateException: no\n"
                                        + "\tat dev.emporium.A.b(A.java:1)\n"
                                        + "\tat dev.emporium.A.main(A.java:2)\n"
                                        + "Caused by: java.io.IOException: none\n"
                                        + "\tat dev.emporium.C.d(C.java:3)\n"
                                        + "\t... 1 more",
                                "after it",
                                "meanwhile"),
                        0),
                // as CloudNativePG writes what PostgreSQL tells; a text that only looks like it stays
                file(
                        "row-of-a-statement",
                        List.of(
                                out(
                                        1,
                                        "{\"logger\":\"postgres\",\"record\":{\"sql_state_code\":\"23505\",\"message\":\"duplicate key\","
                                                + "\"detail\":\"Key (email)=(ada@example.com) already exists.\",\"context\":\"row ada\",\"query\":\"insert $1\"}}"),
                                out(2, "{\"logger\":\"postgres\",\"record\":\"none\"}"),
                                out(3, "{\"logger\":\"postgres\",")),
                        List.of(
                                "{\"logger\":\"postgres\",",
                                "{\"logger\":\"postgres\",\"record\":\"none\"}",
                                "{\"logger\":\"postgres\",\"record\":{\"sql_state_code\":\"23505\",\"message\":\"duplicate key\",\"query\":\"insert $1\"}}"),
                        0),
                file("long-id", List.of(out(1, json("i".repeat(600), "long"))), List.of("long"), 0),
                file("longest-id", List.of(out(1, json("i".repeat(512), "longest"))), List.of("longest"), 0),
                file("empty-id", List.of(out(1, json("", "empty"))), List.of("empty"), 0),
                file("id-of-an-object", List.of(out(1, withId("{\"a\":1}"))), List.of("with"), 0),
                file("id-of-a-number", List.of(out(1, withId("17"))), List.of("with"), 0),
                file("id-of-a-list", List.of(out(1, withId("[1]"))), List.of("with"), 0),
                // more than a chunk of a buffer holds
                file(
                        "longer-than-a-chunk",
                        Stream.concat(
                                        times(130, n -> line(n, "stdout", "P", "o".repeat(16384))).stream(),
                                        Stream.of(line(130, "stdout", "F", "end"), out(131, "after it")))
                                .toList(),
                        List.of("after it"),
                        1),
                sent("sent", List.of("sent"), 0, sent("emporium.a", 1, Map.of("event.id", "s-1", "message", "sent"))),
                sent(
                        "sent-twice",
                        List.of("twice"),
                        0,
                        sent("emporium.a", 1, Map.of("event.id", "s-2", "message", "twice")),
                        sent("emporium.a", 1, Map.of("event.id", "s-2", "message", "twice"))),
                sent(
                        "sent-with-a-long-id",
                        List.of("long"),
                        0,
                        sent("emporium.a", 1, Map.of("event.id", "j".repeat(513), "message", "long"))),
                sent("sent-without-an-id", List.of(), 1, sent("emporium.a", 1, Map.of("message", "anonymous"))),
                sent(
                        "sent-other-bytes",
                        List.of(),
                        1,
                        sent("emporium.a", 1, Map.of("event.id", "s-3", "message", bytes("caf\351")))),
                // no date_nanos
                sent(
                        "sent-from-the-future",
                        List.of(),
                        1,
                        sent("emporium.a", 1_000_000_000_000L, Map.of("event.id", "s-4", "message", "later"))),
                sent(
                        "sent-no-number",
                        List.of(),
                        1,
                        sent("emporium.a", 1, Map.of("event.id", "s-5", "event.sequence", Double.NaN))),
                sent("stranger", List.of(), 1, sent("shop.a", 1, Map.of("message", "stranger"))),
                sent(
                        "equal-strangers",
                        List.of(),
                        3,
                        sent("shop.a", 1, Map.of("message", "again")),
                        sent("shop.a", 1, Map.of("message", "again")),
                        sent("shop.a", 1, Map.of("message", "again"))),
                sent(
                        "strange-bytes",
                        List.of(),
                        1,
                        new Sent(bytes("caf\351.\303\251"), 1, Map.of("a", bytes("\377\351"), "b", "é"))),
                sent("strange-number", List.of(), 1, sent("shop.a", 1, Map.of("a", Double.NaN))),
                sent("strange-time", List.of(), 1, sent("shop.a", 1_000_000_000_000L, Map.of("a", "b"))));
    }

    private static Case file(String name, List<byte[]> lines, List<String> documents, int deadLetters) {
        return new Case(name, lines, List.of(), documents, deadLetters);
    }

    private static Case sent(String name, List<String> documents, int deadLetters, Sent... sent) {
        return new Case(name, List.of(), List.of(sent), documents, deadLetters);
    }

    private static Sent sent(String tag, long seconds, Map<String, Object> line) {
        return new Sent(tag.getBytes(UTF_8), seconds, line);
    }

    static byte[] out(int nanosecond, String text) {
        return line(nanosecond, "stdout", "F", text);
    }

    static byte[] line(int nanosecond, String stream, String logtag, String text) {
        return "%s%09dZ %s %s %s\n"
                .formatted(SECOND, nanosecond, stream, logtag, text)
                .getBytes(UTF_8);
    }

    static String json(String id, String message) {
        return "{\"@timestamp\":\"2026-03-01T10:00:00.000001Z\",\"event.id\":\"%s\",\"message\":\"%s\"}"
                .formatted(id, message);
    }

    private static String withId(String id) {
        return "{\"@timestamp\":\"2026-03-01T10:00:00Z\",\"event.id\":%s,\"message\":\"with\"}".formatted(id);
    }

    /** Each character is a byte. */
    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static List<byte[]> times(int times, java.util.function.IntFunction<byte[]> line) {
        return IntStream.range(0, times).mapToObj(line).toList();
    }

    private static List<String> copies(int times, String text) {
        String[] copies = new String[times];
        Arrays.fill(copies, text);
        return List.of(copies);
    }

    /** A text that is long as its characters and how often each stands there in a row. */
    static String summary(String text) {
        if (text.length() < 1_000) {
            return text;
        }
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < text.length(); ) {
            int end = i;
            while (end < text.length() && text.charAt(end) == text.charAt(i)) {
                end++;
            }
            runs.add(text.charAt(i) + "*" + (end - i));
            i = end;
        }
        return String.join(" ", runs);
    }
}
