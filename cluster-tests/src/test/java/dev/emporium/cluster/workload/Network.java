package dev.emporium.cluster.workload;

import static dev.emporium.cluster.render.Cluster.each;
import static dev.emporium.cluster.render.Cluster.name;
import static dev.emporium.cluster.render.Cluster.strings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Cluster;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may talk to whom: the NetworkPolicies, evaluated as Kubernetes does, against what the configuration calls for. */
final class Network {
    private static final String NAMESPACE = "emporium";
    private static final Pattern HOST = Pattern.compile("([a-z][a-z0-9-]*)(?:\\.[a-z.-]+)?:(\\d+)");
    private static final Party GATEWAY =
            new Party("gateway", "emissary", Map.of("app.kubernetes.io/name", "emissary-ingress"), Map.of());
    private static final Party MONITORING = new Party("monitoring", "monitoring", Map.of(), Map.of());
    private static final Party KEDA = new Party("keda", "keda", Map.of(), Map.of());
    private static final Party OPERATOR = new Party("databases' operator", "cnpg-system", Map.of(), Map.of());
    private static final Party DNS = new Party("dns", "kube-system", Map.of("k8s-app", "kube-dns"), Map.of("dns", 53));
    private static final Party FLUENTD =
            new Party("fluentd", "logging", Map.of("app.kubernetes.io/name", "fluentd"), Map.of("forward", 24224));
    private static final Party MESH = new Party("mesh", "istio-system", Map.of(), Map.of("control", 15012));
    private static final Party KAFKA =
            new Party("kafka", NAMESPACE, Map.of("strimzi.io/name", "kafka-kafka"), Map.of("plain", 9092));
    private static final List<Party> STRANGERS = List.of(
            new Party("stranger", "elsewhere", Map.of(), Map.of()),
            new Party("stranger in the same namespace", NAMESPACE, Map.of(), Map.of()));

    private final Cluster cluster;
    private final List<JsonNode> policies;
    private final Map<String, Party> parties = new LinkedHashMap<>();

    Network(Cluster cluster) {
        this.cluster = cluster;
        this.policies = Stream.concat(
                        cluster.all("NetworkPolicy"), cluster.all("Kafka").flatMap(Network::listeners))
                .toList();
        cluster.pods().forEach(pods -> add(party(pods)));
        cluster.all("Cluster").map(Network::database).forEach(this::add);
        Stream.of(GATEWAY, MONITORING, KEDA, OPERATOR, DNS, FLUENTD, MESH, KAFKA)
                .forEach(this::add);
        STRANGERS.forEach(this::add);
    }

    private record Party(String name, String namespace, Map<String, String> labels, Map<String, Integer> ports) {}

    private record Call(String from, String to, int port) implements Comparable<Call> {
        @Override
        public int compareTo(Call other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return from + " -> " + to + ":" + port;
        }
    }

    /** Calls that are let through and not called for, and calls that are called for and not let through. */
    Stream<String> differences() {
        Set<Call> wanted = wanted();
        Set<Call> allowed = allowed();
        Set<Call> tooMany = new TreeSet<>(allowed);
        tooMany.removeAll(wanted);
        Set<Call> missing = new TreeSet<>(wanted);
        missing.removeAll(allowed);
        return Stream.concat(
                tooMany.stream().map(call -> call + " is let through, and nothing calls"),
                missing.stream().map(call -> call + " is called, and not let through"));
    }

    private void add(Party party) {
        parties.put(party.name, party);
    }

    private static Party party(Cluster.Pods pods) {
        Map<String, Integer> ports = pods.containers()
                .flatMap(container -> each(container.path("ports")))
                .collect(Collectors.toMap(port -> port.path("name").asText(), port -> port.path("containerPort")
                        .asInt()));
        return new Party(name(pods.owner()), NAMESPACE, pods.labels(), ports);
    }

    private static Party database(JsonNode cluster) {
        Map<String, Integer> ports = Map.of("postgres", 5432, "status", 8000, "metrics", 9187);
        return new Party(name(cluster), NAMESPACE, Map.of("cnpg.io/cluster", name(cluster)), ports);
    }

    /** Strimzi makes a policy of each listener's peers. */
    private static Stream<JsonNode> listeners(JsonNode kafka) {
        return each(kafka.at("/spec/kafka/listeners")).map(listener -> {
            ObjectNode policy = new ObjectMapper().createObjectNode();
            ObjectNode spec = policy.putObject("spec");
            spec.putObject("podSelector").putObject("matchLabels").put("strimzi.io/name", "kafka-kafka");
            spec.putArray("policyTypes").add("Ingress");
            ObjectNode rule = spec.putArray("ingress").addObject();
            rule.set("from", listener.path("networkPolicyPeers"));
            rule.putArray("ports").addObject().set("port", listener.path("port"));
            return policy;
        });
    }

    private Set<Call> wanted() {
        Set<Call> wanted = new HashSet<>();
        cluster.pods().forEach(pods -> {
            Map<String, String> variables = pods.variables(cluster);
            Stream<String> pairs = variables.keySet().stream()
                    .filter(name -> name.endsWith("_HOST"))
                    .map(name -> variables.get(name) + ":" + variables.get(name.replaceAll("HOST$", "PORT")));
            Stream<Call> calls = Stream.concat(variables.values().stream(), pairs)
                    .flatMap(value -> HOST.matcher(value).results())
                    .map(host -> new Call(name(pods.owner()), partyOf(host.group(1)), Integer.parseInt(host.group(2))));
            calls.filter(call -> parties.containsKey(call.to)).forEach(wanted::add);
            if (variables.containsKey("FLUENTD_HOST")) {
                wanted.add(new Call(name(pods.owner()), FLUENTD.name, 24224));
            }
        });
        Stream.concat(cluster.all("Mapping"), cluster.all("RateLimitService"))
                // with or without the namespace, which is the one of all that is ours
                .map(object -> object.at("/spec/service")
                        .asText()
                        .replace("." + NAMESPACE + ":", ":")
                        .split(":"))
                .forEach(service -> wanted.add(new Call(GATEWAY.name, service[0], Integer.parseInt(service[1]))));
        for (Party party : parties.values()) {
            if (isFree(party) || isService(party)) {
                wanted.add(new Call(party.name, DNS.name, 53));
            }
            if (isFree(party)) {
                wanted.add(new Call(party.name, FLUENTD.name, 24224));
            }
            if (isFree(party) || isInMesh(party)) {
                wanted.add(new Call(party.name, MESH.name, 15012));
            }
            party.ports.forEach((name, port) -> {
                if (Set.of("admin", "metrics").contains(name)) {
                    wanted.add(new Call(MONITORING.name, party.name, port));
                }
                if (Set.of("postgres", "status").contains(name)) {
                    wanted.add(new Call(OPERATOR.name, party.name, port));
                    wanted.add(new Call(party.name, party.name, port));
                }
            });
        }
        wanted.add(new Call(KEDA.name, KAFKA.name, 9092));
        return wanted;
    }

    /** Whose ways out are not ours to say. */
    private boolean isFree(Party party) {
        return selecting("Egress", party).isEmpty();
    }

    private static boolean isService(Party party) {
        return party.labels.containsKey("app.kubernetes.io/part-of");
    }

    private boolean isInMesh(Party party) {
        return cluster.find("PeerAuthentication", party.name).isPresent();
    }

    private static String partyOf(String host) {
        return host.equals("kafka-kafka-bootstrap") ? KAFKA.name : host.replaceAll("-database-rw$", "-database");
    }

    private Set<Call> allowed() {
        Set<Call> calls = new HashSet<>();
        for (Party from : parties.values()) {
            for (Party to : parties.values()) {
                for (int port : to.ports.values()) {
                    if (lets("Egress", from, to, to, port) && lets("Ingress", to, from, to, port)) {
                        calls.add(new Call(from.name, to.name, port));
                    }
                }
            }
        }
        return calls;
    }

    /** Whom no policy of a direction selects, everything is allowed; others, what at least one of theirs allows. */
    private boolean lets(String direction, Party selected, Party other, Party target, int port) {
        List<JsonNode> theirs = selecting(direction, selected);
        String rules = direction.toLowerCase(Locale.ROOT);
        String peers = direction.equals("Egress") ? "to" : "from";
        return theirs.isEmpty()
                || theirs.stream()
                        .flatMap(spec -> each(spec.path(rules)))
                        .anyMatch(
                                rule -> hasPeer(rule.path(peers), other) && hasPort(rule.path("ports"), target, port));
    }

    private List<JsonNode> selecting(String direction, Party party) {
        return policies.stream()
                .map(policy -> policy.path("spec"))
                .filter(spec -> each(spec.path("policyTypes"))
                        .anyMatch(type -> type.asText().equals(direction)))
                .filter(spec -> party.namespace.equals(NAMESPACE) && matches(spec.path("podSelector"), party.labels))
                .toList();
    }

    private static boolean hasPeer(JsonNode peers, Party party) {
        return peers.isEmpty() || each(peers).anyMatch(peer -> isPeer(peer, party));
    }

    private static boolean isPeer(JsonNode peer, Party party) {
        if (peer.has("ipBlock")) {
            return false;
        }
        boolean isInNamespace = peer.has("namespaceSelector")
                ? matches(peer.get("namespaceSelector"), Map.of("kubernetes.io/metadata.name", party.namespace))
                : party.namespace.equals(NAMESPACE);
        return isInNamespace && matches(peer.path("podSelector"), party.labels);
    }

    private static boolean hasPort(JsonNode ports, Party target, int port) {
        return ports.isEmpty()
                || each(ports)
                        .map(one -> one.path("port"))
                        .anyMatch(one -> one.isTextual()
                                ? Integer.valueOf(port).equals(target.ports.get(one.asText()))
                                : one.asInt() == port);
    }

    private static boolean matches(JsonNode selector, Map<String, String> labels) {
        return labels.entrySet()
                .containsAll(strings(selector.path("matchLabels")).entrySet());
    }
}
