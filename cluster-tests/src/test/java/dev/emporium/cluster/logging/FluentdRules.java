package dev.emporium.cluster.logging;

import static dev.emporium.cluster.render.Cluster.each;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.logging.FluentdConfig.Section;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Rule;
import dev.emporium.cluster.render.Services;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold of Fluentd's configuration, by itself and in the pod that runs it. */
final class FluentdRules {
    /** What the plugins of the pinned image take, of what its documentation lists. */
    private static final Map<String, Set<String>> PLUGINS = Map.ofEntries(
            plugin(
                    "source tail",
                    "path pos_file pos_file_compaction_interval tag read_from_head follow_inodes refresh_interval"
                            + " rotate_wait exclude_path emit_unmatched_lines"),
            plugin("source forward", "bind port"),
            plugin("source prometheus", "bind port metrics_path"),
            plugin("source prometheus_output_monitor", "interval"),
            plugin(
                    "filter concat",
                    "key separator stream_identity_key use_partial_cri_logtag partial_cri_logtag_key partial_cri_stream_key"
                            + " use_first_timestamp flush_interval timeout_label"),
            plugin(
                    "filter kubernetes_metadata",
                    "skip_labels skip_container_metadata skip_namespace_metadata skip_master_url cache_size cache_ttl"
                            + " tag_to_kubernetes_name_regexp"),
            plugin(
                    "filter parser",
                    "key_name reserve_data reserve_time remove_key_name_field emit_invalid_record_to_error"),
            plugin("filter record_transformer", "enable_ruby renew_record remove_keys"),
            plugin("filter record_modifier", "prepare_value char_encoding remove_keys whitelist_keys"),
            plugin(
                    "match detect_exceptions",
                    "remove_tag_prefix message stream languages force_line_breaks multiline_flush_interval max_lines"
                            + " max_bytes"),
            plugin("match relabel", ""),
            plugin("match rewrite_tag_filter", ""),
            plugin(
                    "match elasticsearch",
                    "scheme host port user password ca_file ssl_verify ssl_version logstash_format index_name"
                            + " write_operation id_key emit_error_for_missing_id include_timestamp suppress_type_name"
                            + " verify_es_version_at_startup default_elasticsearch_version log_es_400_reason"
                            + " unrecoverable_error_types request_timeout reload_connections reload_on_failure"
                            + " reconnect_on_error"),
            plugin(
                    "buffer file",
                    "path total_limit_size chunk_limit_size flush_mode flush_interval flush_thread_count retry_type"
                            + " retry_max_interval retry_forever overflow_action"),
            plugin("parse regexp", "expression time_format keep_time_key"),
            plugin("parse json", "time_key time_type time_format"));

    /** Sections without a plugin. */
    private static final Map<String, Set<String>> SECTIONS = Map.of(
            "system", Set.of("log_level", "root_dir"),
            "log", Set.of("format"),
            "label", Set.of(),
            "rule", Set.of("key", "pattern", "tag", "invert"));

    private static final Pattern VARIABLE = Pattern.compile("ENV\\['([A-Z0-9_]+)'\\](\\s*\\|\\|)?");
    private static final List<String> TAGS = List.of(
            "kubernetes.var.log.pods.emporium_order_1.order-service.0.log",
            "emporium.order-service",
            "shop.order-service");

    static final List<Rule<FluentdRules>> ALL = List.of(
            Rule.adding("sections are such as the image has", FluentdRules::plugins),
            Rule.adding("a label is there and used", FluentdRules::labels),
            Rule.adding("every line comes to an output", FluentdRules::tags),
            Rule.adding("nothing is thrown away or made twice or kept in memory", FluentdRules::outputs),
            Rule.adding("lines are whole before they are read", FluentdRules::order),
            Rule.adding("the pod has what is asked of it", FluentdRules::surroundings),
            Rule.adding("documents go to streams that are set up", FluentdRules::streams),
            Rule.adding("its memory is enough while a disk is full", FluentdRules::memory));

    /**
     * What Fluentd 1.19.3 had at most, in MiB: both of its processes before anything came, and for each MiB that each thread
     * sends while Elasticsearch refuses all of it for now (429), so that it is unpacked, copied and taken back. With chunks of 8 MiB
     * and two threads it was 590, with 2 MiB 280.
     */
    private static final int IDLE_MEMORY = 180;

    private static final int MEMORY_OF_A_MEGABYTE = 27;

    private final Section whole;
    private final JsonNode container;

    FluentdRules(Section whole, JsonNode container) {
        this.whole = whole;
        this.container = container;
    }

    private static Map.Entry<String, Set<String>> plugin(String name, String parameters) {
        return Map.entry(name, Set.of(parameters.split(" ")));
    }

    private void plugins(Set<String> faults) {
        Set<String> ids = new HashSet<>();
        for (Section section : whole.tree().skip(1).toList()) {
            boolean isFree = section.name().equals("record");
            boolean isKnown = SECTIONS.containsKey(section.name()) || PLUGINS.containsKey(kind(section));
            if (!isFree && !isKnown) {
                faults.add("the image has no " + section);
            } else if (!isFree) {
                Set<String> known =
                        SECTIONS.getOrDefault(section.name(), PLUGINS.getOrDefault(kind(section), Set.of()));
                section.parameters().keySet().stream()
                        .filter(parameter -> !parameter.startsWith("@") && !known.contains(parameter))
                        .forEach(parameter -> faults.add(section + " knows no " + parameter));
            }
            if (Set.of("source", "filter", "match").contains(section.name()) && !ids.add(section.get("@id"))) {
                faults.add(section + " has no @id of its own");
            }
        }
    }

    private static String kind(Section section) {
        return section.name() + " " + section.type();
    }

    private void labels(Set<String> faults) {
        Set<String> there = whole.all("label").map(Section::argument).collect(Collectors.toCollection(TreeSet::new));
        Set<String> used = whole.tree()
                .flatMap(section -> Stream.of(section.get("@label"), section.get("timeout_label")))
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        // where errors go by themselves
        used.add("@ERROR");
        used.stream()
                .filter(label -> !there.contains(label))
                .forEach(label -> faults.add("there is no label " + label));
        there.stream()
                .filter(label -> !used.contains(label))
                .forEach(label -> faults.add("nobody uses label " + label));
    }

    /** Follows the tag of each source to an output: somebody takes it everywhere, and nobody stands there for nothing. */
    private void tags(Set<String> faults) {
        Set<Section> used = new HashSet<>();
        Set<String> seen = new HashSet<>();
        whole.all("source").filter(source -> !source.get("@label").isEmpty()).forEach(source -> TAGS.stream()
                .filter(tag -> source.type().equals("forward") == !tag.startsWith("kubernetes"))
                .forEach(tag -> follow(source.get("@label"), tag, used, seen, faults)));
        follow("@ERROR", TAGS.get(0), used, seen, faults);
        whole.all("label")
                .flatMap(label -> label.sections().stream())
                .filter(section -> !used.contains(section))
                .forEach(section -> faults.add("nothing comes to " + section));
        whole.all("match").forEach(section -> faults.add(section + " is outside of all labels"));
        whole.all("filter").forEach(section -> faults.add(section + " is outside of all labels"));
    }

    private void follow(String label, String tag, Set<Section> used, Set<String> seen, Set<String> faults) {
        if (!seen.add(label + " " + tag)) {
            return;
        }
        for (Section section : label(label)) {
            if (!FluentdConfig.takes(section.argument(), tag)) {
                continue;
            }
            used.add(section);
            if (section.parameters().containsKey("timeout_label")) {
                follow(section.get("timeout_label"), tag, used, seen, faults);
            }
            if (section.name().equals("match")) {
                if (section.type().equals("relabel")) {
                    follow(section.get("@label"), tag, used, seen, faults);
                }
                if (section.type().equals("detect_exceptions")) {
                    String bare = tag.replaceFirst("^" + section.get("remove_tag_prefix") + "\\.", "");
                    if (bare.equals(tag)) {
                        faults.add(section + " gives " + tag + " to itself");
                    }
                    follow(label, bare, used, seen, faults);
                }
                section.all("rule")
                        .forEach(rule -> follow(label, rule.get("tag").replace("${tag}", tag), used, seen, faults));
                return;
            }
        }
        faults.add("nobody takes " + tag + " in " + label);
    }

    private List<Section> label(String name) {
        return whole.all("label")
                .filter(label -> label.argument().equals(name))
                .flatMap(label -> label.sections().stream())
                .toList();
    }

    /** Nothing is thrown away, made twice or kept in memory. */
    private void outputs(Set<String> faults) {
        // by default in /tmp, which ends with the pod
        if (whole.all("system").allMatch(system -> system.get("root_dir").isEmpty())) {
            faults.add("a chunk that cannot be read any more is thrown away");
        }
        whole.tree()
                .filter(section -> kind(section).equals("match elasticsearch"))
                .forEach(output -> {
                    Section buffer = output.all("buffer").findFirst().orElse(Section.empty("buffer", ""));
                    expect(faults, output, "write_operation", "create");
                    expect(faults, output, "logstash_format", "false");
                    expect(faults, output, "id_key", "$['event.id']");
                    expect(faults, output, "emit_error_for_missing_id", "true");
                    expect(faults, buffer, "@type", "file");
                    expect(faults, buffer, "overflow_action", "block");
                    expect(faults, buffer, "retry_forever", "true");
                    if (!output.parameters().containsKey("unrecoverable_error_types")
                            || output.get("unrecoverable_error_types").contains("rejected_execution")) {
                        faults.add(output + " throws away what a busy Elasticsearch does not take");
                    }
                    if (!buffer.parameters().containsKey("total_limit_size")) {
                        faults.add(output + " may fill the disk");
                    }
                });
    }

    private static void expect(Set<String> faults, Section section, String parameter, String value) {
        if (!section.get(parameter).equals(value)) {
            faults.add(section + ": " + parameter + " is not " + value);
        }
    }

    /** Lines are whole before they are read as JSON: on the way of the containers' tag. */
    private void order(Set<String> faults) {
        List<Section> filters = whole.all("label")
                .flatMap(label -> label.all("filter"))
                .filter(filter -> Set.of("concat", "parser").contains(filter.type()))
                .toList();
        List<String> types = filters.stream().map(Section::type).toList();
        if (!types.equals(List.of("concat", "parser"))) {
            faults.add("lines are not joined, then read as JSON: " + types);
        }
        filters.stream()
                .filter(filter -> filter.type().equals("concat"))
                .forEach(filter -> expect(faults, filter, "separator", "\"\""));
    }

    private void streams(Set<String> faults) {
        String setUp = Services.text(Documents.path("logging/elasticsearch/set-up.sh"));
        whole.tree()
                .filter(section -> kind(section).equals("match elasticsearch"))
                .map(section -> section.get("index_name"))
                .filter(name -> !setUp.contains("put _data_stream/" + name + " "))
                .forEach(name -> faults.add("there is no stream \"" + name + "\""));
    }

    private void memory(Set<String> faults) {
        int given = Integer.parseInt(
                container.at("/resources/limits/memory").asText().replaceAll("Mi$", ""));
        whole.tree()
                .filter(section -> section.name().equals("buffer"))
                .mapToInt(buffer -> IDLE_MEMORY
                        + MEMORY_OF_A_MEGABYTE
                                * Integer.parseInt(buffer.get("flush_thread_count"))
                                * Integer.parseInt(
                                        buffer.get("chunk_limit_size").replaceAll("M$", "")))
                .filter(needed -> needed > given)
                .forEach(needed -> faults.add("it may need " + needed + " MiB of " + given));
    }

    private void surroundings(Set<String> faults) {
        Set<String> given = each(container.path("env"))
                .map(variable -> variable.path("name").asText())
                .collect(Collectors.toSet());
        Stream.concat(
                        whole.tree().flatMap(section -> section.parameters().values().stream()),
                        whole.tree().map(Section::argument))
                .flatMap(value -> VARIABLE.matcher(value).results())
                .filter(variable -> variable.group(2) == null && !given.contains(variable.group(1)))
                .map(MatchResult::group)
                .forEach(variable -> faults.add("the pod has no " + variable));
        whole.tree().forEach(section -> {
            Stream.of("path", "pos_file", "root_dir")
                    .map(section::get)
                    .map(path -> path.replace("\"", ""))
                    .filter(path -> path.startsWith("/"))
                    .filter(path -> !isMounted(path, !kind(section).equals("source tail") || path.endsWith(".pos")))
                    .forEach(path -> faults.add(path + " is not mounted, or cannot be written"));
            if (section.name().equals("source") && section.parameters().containsKey("port")) {
                boolean opened = each(container.path("ports"))
                        .anyMatch(port -> port.path("containerPort").asText().equals(section.get("port")));
                if (!opened) {
                    faults.add("the pod has no port " + section.get("port"));
                }
            }
        });
        List<String> buffers = new ArrayList<>(whole.tree()
                .filter(section -> section.name().equals("buffer"))
                .map(buffer -> buffer.get("path"))
                .toList());
        if (new HashSet<>(buffers).size() < buffers.size()) {
            faults.add("two outputs share a buffer");
        }
    }

    private boolean isMounted(String path, boolean toWrite) {
        return each(container.path("volumeMounts"))
                .anyMatch(
                        mount -> (path + "/").startsWith(mount.path("mountPath").asText() + "/")
                                && !(toWrite && mount.path("readOnly").asBoolean()));
    }
}
