package dev.emporium.cluster.logging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.cluster.logging.FluentdConfig.Section;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jruby.embed.LocalContextScope;
import org.jruby.embed.LocalVariableBehavior;
import org.jruby.embed.ScriptingContainer;

/**
 * Does with lines what the sections of Fluentd's configuration say, each as its plugin does, and keeps documents as
 * Elasticsearch does with our fields. What is Ruby in the configuration is run as Ruby. A text is bytes, one in each
 * character (ISO 8859-1), as Fluentd handles them.
 */
final class FluentdPipeline {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEEP = 12;
    /** After which Elasticsearch has no nanoseconds. */
    private static final long LAST_SECOND = Long.MAX_VALUE / 1_000_000_000;
    /** The times of CRI, and whether a line continues the one before, as detect_exceptions' rules for Java have it. */
    private static final Pattern TIME = Pattern.compile("(.*T..:..:..)\\.(\\d+)Z");

    private static final Pattern TRACE =
            Pattern.compile("(?:Exception|Error|Throwable|V8 errors stack trace)[:\\r\\n]");
    private static final Pattern CONTINUED = Pattern.compile(
            "^[\\t ]+(?:eval )?at |^[\\t ]*(?:Caused by|Suppressed):|^[\\t ]*\\.\\.\\. \\d+ (?:more|common frames omitted)");

    private final Map<String, List<Section>> labels = new HashMap<>();
    private final Section tail;
    private final Section forward;
    private final Set<String> fields;
    private final Map<List<Object>, List<Event>> buffers = new LinkedHashMap<>();
    private final Map<Section, Object> expanders = new HashMap<>();
    /** One for all: it takes its time to start. */
    private static final ScriptingContainer RUBY = ruby();

    final Map<String, Map<String, Object>> documents = new TreeMap<>();
    final Map<String, Map<String, Object>> deadLetters = new TreeMap<>();

    /** @param time seconds and nanoseconds */
    private record Event(String tag, long[] time, Map<String, Object> record) {
        Event with(Map<String, Object> other) {
            return new Event(tag, time, other);
        }

        String text(String field) {
            return (String) record.get(field);
        }
    }

    FluentdPipeline(Section whole, Set<String> fields) {
        whole.all("label").forEach(label -> labels.put(label.argument(), label.sections()));
        this.tail = source(whole, "tail");
        this.forward = source(whole, "forward");
        this.fields = fields;
    }

    private static ScriptingContainer ruby() {
        ScriptingContainer ruby = new ScriptingContainer(LocalContextScope.SINGLETON, LocalVariableBehavior.TRANSIENT);
        ruby.runScriptlet(
                """
                require 'digest'
                require 'securerandom'
                require 'json'
                require 'time'
                ENV['SERVICES_NAMESPACE'] = 'emporium'
                # what leaves Ruby has a byte in each character, and so has what comes in
                $out = ->(value) {
                  case value
                  when String then value.b.force_encoding("ISO-8859-1").encode("UTF-8")
                  when Hash then value.to_h { |k, v| [$out.(k.to_s), $out.(v)] }
                  when Array then value.map(&$out)
                  else value
                  end
                }
                $in = ->(value, encoding) {
                  case value
                  when String then value.encode("ISO-8859-1").force_encoding(encoding)
                  when java.util.Map then Hash[value.map { |k, v| [$in.(k, encoding), $in.(v, encoding)] }]
                  when java.util.List then value.map { |v| $in.(v, encoding) }
                  else value
                  end
                }
                class Expander
                  def initialize(encoding) = @encoding = encoding
                  def expand(code, tag, sec, nsec, record)
                    tag = $in.(tag, "UTF-8")
                    time = Time.at(sec, nsec, :nsec)
                    record = $in.(record, @encoding)
                    [$out.(instance_eval(code)), $out.(record)]
                  end
                end
                """);
        return ruby;
    }

    private static Section source(Section whole, String type) {
        return whole.all("source")
                .filter(source -> source.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** A line of a container's file. */
    void read(String path, byte[] bytes) {
        String line = new String(bytes, ISO_8859_1).replaceAll("\n$", "");
        Section parse = tail.all("parse").findFirst().orElseThrow();
        String tag = tail.get("tag").replace("*", path.substring(1).replace('/', '.'));
        Map<String, Object> record = new LinkedHashMap<>();
        Matcher cri = parse.type().equals("cri")
                ? Pattern.compile("(?<time>\\S+)\\s(?<stream>\\S+)\\s(?<logtag>\\S+)\\s(?<message>.*)", Pattern.DOTALL)
                        .matcher(line)
                : Pattern.compile(parse.get("expression").replaceAll("^/|/m$", ""), Pattern.DOTALL)
                        .matcher(line);
        if (!cri.find()) {
            if (tail.get("emit_unmatched_lines").equals("true")) {
                record.put("unmatched_line", line);
                emit(tail.get("@label"), new Event(tag, new long[] {1, 0}, record), 0);
            }
            return;
        }
        List.of("stream", "logtag", "message").forEach(field -> record.put(field, cri.group(field)));
        if (parse.type().equals("cri") && !parse.get("keep_time_key").equals("false")) {
            record.put("time", cri.group("time"));
        }
        Matcher time = TIME.matcher(cri.group("time"));
        if (!time.matches()) {
            throw new IllegalArgumentException(line);
        }
        long seconds = java.time.Instant.parse(time.group(1) + "Z").getEpochSecond();
        emit(tail.get("@label"), new Event(tag, new long[] {seconds, Long.parseLong(time.group(2))}, record), 0);
    }

    /** What comes by the forward protocol. */
    void receive(FluentdCases.Sent sent) {
        Map<String, Object> record = new LinkedHashMap<>();
        sent.line()
                .forEach((field, value) -> record.put(
                        field,
                        value instanceof byte[] bytes
                                ? new String(bytes, ISO_8859_1)
                                : value instanceof String text ? new String(text.getBytes(UTF_8), ISO_8859_1) : value));
        emit(
                forward.get("@label"),
                new Event(new String(sent.tag(), ISO_8859_1), new long[] {sent.seconds(), 0}, record),
                0);
    }

    /** As time passes: what is waited for does not come. */
    void flush() {
        while (!buffers.isEmpty()) {
            List<Object> key = buffers.keySet().iterator().next();
            Section section = (Section) key.get(0);
            Event joined = joined(section, buffers.remove(key));
            if (section.type().equals("concat")) {
                emit(section.get("timeout_label"), joined, 0);
            } else {
                emit((String) key.get(3), joined, 0);
            }
        }
    }

    private void emit(String label, Event event, int depth) {
        if (depth > DEEP) {
            throw new IllegalStateException("without end: " + event);
        }
        Event now = event;
        for (Section section : labels.getOrDefault(label, List.of())) {
            if (!FluentdConfig.takes(section.argument(), now.tag())) {
                continue;
            }
            try {
                if (section.name().equals("match")) {
                    put(label, section, now, depth);
                    return;
                }
                now = filtered(section, now);
            } catch (RuntimeException e) {
                if (e instanceof IllegalStateException) {
                    throw e;
                }
                emit("@ERROR", now, depth + 1);
                return;
            }
            if (now == null) {
                return;
            }
        }
    }

    private Event filtered(Section section, Event event) {
        return switch (section.type()) {
            case "record_transformer" -> transformed(section, event);
            case "record_modifier" -> modified(section, event);
            case "concat" -> concatenated(section, event);
            case "parser" -> parsed(section, event);
            case "kubernetes_metadata" -> located(section, event);
            case "elasticsearch_genid" -> identified(section, event);
            default -> throw new IllegalStateException("a filter that is not known here: " + section);
        };
    }

    private Event transformed(Section section, Event event) {
        requireUtf8(event.tag());
        Map<String, Object> record = section.get("renew_record").equals("true")
                ? new LinkedHashMap<>()
                : new LinkedHashMap<>(event.record());
        section.all("record").forEach(own -> own.parameters()
                .forEach((field, value) -> record.put(
                        field, expanded(section, value, event, record).get(0))));
        List.of(section.get("remove_keys").split(",")).forEach(record::remove);
        return event.with(record);
    }

    /** It changes the record that it is given. */
    private Event modified(Section section, Event event) {
        Map<String, Object> record = event.record();
        section.all("record").forEach(own -> own.parameters().forEach((field, value) -> {
            List<?> answer = expanded(section, value, event, record);
            ((Map<?, ?>) answer.get(1)).forEach((name, changed) -> {
                if (!record.containsKey(name)) {
                    record.put((String) name, changed);
                }
            });
            record.put(field, answer.get(0));
        }));
        Map<String, Object> kept = new LinkedHashMap<>(record);
        if (!section.get("whitelist_keys").isEmpty()) {
            List<String> keys =
                    new ArrayList<>(List.of(section.get("whitelist_keys").split(",")));
            section.all("record").forEach(own -> keys.addAll(own.parameters().keySet()));
            kept.keySet().retainAll(keys);
        }
        return event.with(kept);
    }

    /** The value, and the record as the code has left it. */
    private List<?> expanded(Section section, String value, Event event, Map<String, Object> record) {
        if (value.startsWith("{")) {
            Map<String, Object> parsed = new LinkedHashMap<>();
            object(value)
                    .forEach((name, inner) -> parsed.put(
                            name,
                            expanded(section, (String) inner, event, record).get(0)));
            return List.of(parsed, record);
        }
        String code = value.startsWith("${") && value.endsWith("}") && value.indexOf("${", 1) < 0
                ? value.substring(2, value.length() - 1)
                : "%Q[" + value.replace("${", "#{") + "]";
        boolean isText = event.record().containsKey("stream");
        Object expander = expanders.computeIfAbsent(
                section, one -> RUBY.runScriptlet("Expander.new(" + (isText ? "'BINARY'" : "'UTF-8'") + ")"));
        return RUBY.callMethod(
                expander,
                "expand",
                new Object[] {
                    code,
                    event.tag(),
                    event.time()[0],
                    event.time()[1],
                    section.type().equals("record_modifier") ? record : event.record()
                },
                List.class);
    }

    private Event concatenated(Section section, Event event) {
        String stream = section.get("stream_identity_key");
        List<Object> key = Arrays.asList(section, event.tag(), stream.isEmpty() ? "default" : event.text(stream));
        List<Event> pieces = buffers.computeIfAbsent(key, none -> new ArrayList<>());
        pieces.add(event);
        if (!event.text(section.get("partial_cri_logtag_key")).split(":")[0].equals("F")) {
            return null;
        }
        buffers.remove(key);
        Event joined = joined(section, pieces);
        Map<String, Object> record = new LinkedHashMap<>(event.record());
        record.putAll(joined.record());
        record.remove(section.get("partial_cri_logtag_key"));
        record.remove(section.parameters().getOrDefault("partial_cri_stream_key", "stream"));
        return new Event(event.tag(), joined.time(), record);
    }

    private static Event joined(Section section, List<Event> pieces) {
        String separator = section.type().equals("concat") ? "" : "\n";
        Map<String, Object> record = new LinkedHashMap<>(pieces.get(0).record());
        record.put(
                "message",
                String.join(
                        separator,
                        pieces.stream().map(piece -> piece.text("message")).toList()));
        return new Event(pieces.get(0).tag(), pieces.get(0).time(), record);
    }

    /** What is no JSON stays as it is. */
    private static Event parsed(Section section, Event event) {
        Map<String, Object> parsed = object(event.text(section.get("key_name")));
        if (parsed == null) {
            return event;
        }
        Map<String, Object> record = new LinkedHashMap<>(event.record());
        record.remove(section.get("key_name"));
        record.putAll(parsed);
        return event.with(record);
    }

    private static Event located(Section section, Event event) {
        String expression = section.get("tag_to_kubernetes_name_regexp").isEmpty()
                ? "var\\.log\\.pods\\.(?<namespace>[^_]+)_(?<podname>[^_]+)_[a-z0-9-]*\\.(?<containername>.+)\\..*\\.log$"
                        + "|var\\.log\\.containers\\.(?<podname2>[^_]+)_(?<namespace2>[^_]+)_(?<containername2>.+)-[a-z0-9]{64}\\.log$"
                : section.get("tag_to_kubernetes_name_regexp")
                        .replace("pod_name", "podname")
                        .replace("container_name", "containername")
                        .replace("pod_uuid", "uuid");
        Matcher place = Pattern.compile(expression).matcher(event.tag());
        if (!place.find() || place.group("namespace") == null) {
            return event;
        }
        Map<String, Object> record = new LinkedHashMap<>(event.record());
        record.put(
                "kubernetes",
                Map.of(
                        "namespace_name", place.group("namespace"),
                        "pod_name", place.group("podname"),
                        "container_name", place.group("containername"),
                        "pod_id", "unknown"));
        return event.with(record);
    }

    private static Event identified(Section section, Event event) {
        Map<String, Object> record = new LinkedHashMap<>(event.record());
        String seed = (section.get("include_tag_in_seed").isEmpty() ? "" : event.tag())
                + (section.get("include_time_in_seed").isEmpty() ? "" : event.time()[0]);
        for (Object key : (List<?>) read(section.get("record_keys"), List.class)) {
            seed += "_" + record.get(key);
        }
        record.put(section.get("hash_id_key"), seed);
        return event.with(record);
    }

    private void put(String label, Section section, Event event, int depth) {
        switch (section.type()) {
            case "relabel" -> emit(section.get("@label"), event, depth + 1);
            case "rewrite_tag_filter" ->
                section.all("rule")
                        .filter(rule -> event.record().containsKey(rule.get("key")))
                        .filter(rule -> Pattern.compile(rule.get("pattern")
                                                .replaceAll("^/|/$", "")
                                                .replace("\\{", "\\{"))
                                        .matcher(event.text(rule.get("key")))
                                        .find()
                                != rule.get("invert").equals("true"))
                        .findFirst()
                        .ifPresent(rule -> emit(
                                label,
                                new Event(rule.get("tag").replace("${tag}", event.tag()), event.time(), event.record()),
                                depth + 1));
            case "detect_exceptions" -> trace(label, section, event, depth);
            case "elasticsearch" -> store(section, event, depth);
            default -> throw new IllegalStateException("an output that is not known here: " + section);
        }
    }

    private void trace(String label, Section section, Event event, int depth) {
        Event bare = new Event(
                event.tag().replaceFirst("^" + section.get("remove_tag_prefix") + "\\.", ""),
                event.time(),
                event.record());
        List<Object> key = Arrays.asList(section, event.tag(), event.record().get(section.get("stream")), label);
        List<Event> lines = buffers.get(key);
        String text = event.text("message");
        if (lines != null && CONTINUED.matcher(text).find()) {
            lines.add(bare);
            return;
        }
        if (lines != null) {
            buffers.remove(key);
            emit(label, joined(section, lines), depth + 1);
        }
        if (TRACE.matcher(text).find()) {
            buffers.put(key, new ArrayList<>(List.of(bare)));
        } else {
            emit(label, bare, depth + 1);
        }
    }

    private void store(Section section, Event event, int depth) {
        Object id = event.record().get("event.id");
        if (id == null) {
            emit("@ERROR", event, depth + 1);
            return;
        }
        if (!(id instanceof String text) || text.isEmpty() || text.length() > 512) {
            throw new IllegalStateException("the whole chunk is refused, again and again, for the id " + id);
        }
        boolean areFields = section.get("index_name").equals("logs-emporium-default");
        if (size(event.record()) > megabytes(section, "chunk_limit_size")) {
            if (!areFields) {
                throw new IllegalStateException("without end, and longer each time: " + event.tag());
            }
            emit("@ERROR", event, depth + 1);
            return;
        }
        if (!isUtf8(event.record())
                || event.time()[0] > LAST_SECOND && !event.record().containsKey("@timestamp")
                || text(event.record(), "@timestamp").matches("\\d{5,}-.*")
                || areFields && !fields.containsAll(names(event.record()))) {
            emit("@ERROR", event, depth + 1);
            return;
        }
        (areFields ? documents : deadLetters).putIfAbsent(text, event.record());
    }

    private static long megabytes(Section output, String parameter) {
        Section buffer = output.all("buffer").findFirst().orElseThrow();
        return Long.parseLong(buffer.get(parameter).replaceAll("M$", "")) << 20;
    }

    /** In bytes, but for the few that tell where a value begins. */
    private static long size(Object value) {
        return value instanceof Map<?, ?> inner
                ? inner.values().stream().mapToLong(FluentdPipeline::size).sum()
                : String.valueOf(value).length();
    }

    private static Set<String> names(Map<String, Object> record) {
        Set<String> names = new java.util.HashSet<>();
        record.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner) {
                inner.keySet().forEach(part -> names.add(name + "." + part));
            } else {
                names.add(name);
            }
        });
        return names;
    }

    private static boolean isUtf8(Map<String, Object> record) {
        try {
            for (Object value : record.values()) {
                if (value instanceof String text) {
                    requireUtf8(text);
                } else if (value instanceof Double number && number.isNaN()) {
                    return false;
                }
            }
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void requireUtf8(String bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("invalid byte sequence in UTF-8", e);
        }
    }

    /** As people read it. */
    static String text(Map<String, Object> record, String field) {
        return new String(String.valueOf(record.getOrDefault(field, "")).getBytes(ISO_8859_1), UTF_8);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(String bytes) {
        JsonNode node = read(new String(bytes.getBytes(ISO_8859_1), UTF_8), JsonNode.class);
        if (node == null || !node.isObject()) {
            return null;
        }
        Map<String, Object> object = new LinkedHashMap<>();
        JSON.convertValue(node, Map.class)
                .forEach((name, value) -> object.put(
                        (String) name,
                        value instanceof String text ? new String(text.getBytes(UTF_8), ISO_8859_1) : value));
        return object;
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
