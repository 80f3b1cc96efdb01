package dev.emporium.gateway;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads the Mappings of a folder, and leaves out the other kinds of object: Listener, Module, rate limits and tracing are
 * the cluster's. What that means for requests is told in the README of the folder.
 */
final class MappingFiles {

    private static final Set<String> IMPLEMENTED = Set.of(
            "hostname",
            "prefix",
            "prefix_regex",
            "prefix_exact",
            "rewrite",
            "regex_rewrite",
            "method",
            "weight",
            "precedence",
            "service",
            "timeout_ms",
            "idle_timeout_ms",
            "connect_timeout_ms",
            "cors");

    /** They say how the cluster protects and watches a service, not where a request goes or what becomes of it. */
    private static final Set<String> WITHOUT_EFFECT_ON_ROUTING = Set.of(
            "ambassador_id",
            "bypass_auth",
            "circuit_breakers",
            "cluster_idle_timeout_ms",
            "cluster_max_connection_lifetime_ms",
            "cluster_tag",
            "dns_type",
            "docs",
            "health_checks",
            "keepalive",
            "labels",
            "load_balancer",
            "resolver",
            "respect_dns_ttl",
            "retry_policy",
            "stats_name");

    private MappingFiles() {}

    /**
     * All Mappings of the folder, in the order in which they are to be asked.
     *
     * @throws IllegalArgumentException naming the Mapping and the field that this gateway cannot serve
     */
    static List<Mapping> read(Path folder) {
        List<Mapping> mappings = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(MappingFiles::isYaml).sorted().toList()) {
                mappings.addAll(readFile(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The Mappings cannot be read: " + e.getMessage(), e);
        }
        mappings.sort(Mapping.ORDER);
        return List.copyOf(mappings);
    }

    private static boolean isYaml(Path file) {
        return file.toString().endsWith(".yaml") || file.toString().endsWith(".yml");
    }

    private static List<Mapping> readFile(Path file) throws IOException {
        List<Mapping> mappings = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file)) {
            for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(reader)) {
                if (document instanceof Map<?, ?> object && "Mapping".equals(object.get("kind"))) {
                    mappings.add(mapping(object));
                }
            }
        } catch (YAMLException | ClassCastException e) {
            throw new IllegalArgumentException(file + " is not readable: " + e.getMessage(), e);
        }
        return mappings;
    }

    static Mapping mapping(Map<?, ?> object) {
        String name = String.valueOf(((Map<?, ?>) object.get("metadata")).get("name"));
        Fields spec = new Fields(name, (Map<?, ?>) object.get("spec"));
        spec.refuseUnknown();
        if (spec.text("hostname") == null) {
            throw spec.fault("has no hostname, and the cluster would drop it without a word");
        }
        return new Mapping(
                name,
                spec.text("hostname"),
                spec.text("method"),
                weight(spec),
                path(spec),
                rewrite(spec),
                upstream(spec),
                spec.number("timeout_ms", 3000),
                // Envoy's
                spec.number("idle_timeout_ms", 300_000),
                spec.number("connect_timeout_ms", 3000),
                spec.number("precedence", 0),
                cors(spec));
    }

    private static Integer weight(Fields spec) {
        Object weight = spec.value("weight");
        if (weight == null || weight instanceof Integer percent && percent >= 0 && percent <= 100) {
            return (Integer) weight;
        }
        throw spec.fault("has the weight " + weight + ", which is no percentage");
    }

    private static Mapping.PathMatch path(Fields spec) {
        String prefix = spec.required("prefix");
        if (spec.flag("prefix_regex")) {
            return Mapping.PathMatch.of(Mapping.Kind.REGEX, prefix);
        }
        return Mapping.PathMatch.of(spec.flag("prefix_exact") ? Mapping.Kind.EXACT : Mapping.Kind.PREFIX, prefix);
    }

    private static Mapping.Rewrite rewrite(Fields spec) {
        if (spec.value("regex_rewrite") instanceof Map<?, ?> regex) {
            return Mapping.Rewrite.of((String) regex.get("pattern"), (String) regex.get("substitution"));
        }
        return Mapping.Rewrite.of(spec.text("rewrite"));
    }

    private static Mapping.Upstream upstream(Fields spec) {
        String service = spec.required("service");
        String address = service.startsWith("http://") ? service.substring("http://".length()) : service;
        String[] parts = address.split(":");
        if (parts.length > 2 || address.contains("/")) {
            throw spec.fault("names the service " + service + ", and only name:port is served here");
        }
        // product-service.emporium is the service of that name in the namespace emporium
        String host = parts[0].contains(".") ? parts[0].substring(0, parts[0].indexOf('.')) : parts[0];
        return new Mapping.Upstream(host, parts.length == 2 ? Integer.parseInt(parts[1]) : 80);
    }

    private static Cors cors(Fields spec) {
        if (!(spec.value("cors") instanceof Map<?, ?> cors)) {
            return null;
        }
        Object maxAge = cors.get("max_age");
        return new Cors(
                texts(cors.get("origins")),
                texts(cors.get("methods")),
                texts(cors.get("headers")),
                texts(cors.get("exposed_headers")),
                Boolean.TRUE.equals(cors.get("credentials")),
                maxAge == null ? null : maxAge.toString());
    }

    private static List<String> texts(Object list) {
        return list == null
                ? List.of()
                : ((List<?>) list).stream().map(Object::toString).toList();
    }

    /** The fields of one Mapping's {@code spec}. */
    private record Fields(String mapping, Map<?, ?> values) {

        void refuseUnknown() {
            for (Object field : values.keySet()) {
                if (!IMPLEMENTED.contains(field) && !WITHOUT_EFFECT_ON_ROUTING.contains(field)) {
                    throw fault("uses " + field + ", which the gateway on one machine does not implement");
                }
            }
        }

        IllegalArgumentException fault(String what) {
            return new IllegalArgumentException("The Mapping " + mapping + " " + what);
        }

        Object value(String field) {
            return values.get(field);
        }

        String text(String field) {
            return (String) values.get(field);
        }

        String required(String field) {
            if (!(values.get(field) instanceof String text)) {
                throw fault("has no " + field);
            }
            return text;
        }

        boolean flag(String field) {
            return Boolean.TRUE.equals(values.get(field));
        }

        int number(String field, int otherwise) {
            return values.get(field) instanceof Integer number ? number : otherwise;
        }
    }
}
