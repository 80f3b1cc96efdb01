package dev.emporium.cluster.gateway;

import static dev.emporium.cluster.render.Cluster.each;
import static dev.emporium.cluster.render.Cluster.label;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Rule;
import dev.emporium.cluster.render.Schemas;
import dev.emporium.cluster.render.Services;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold of {@code emissary/} besides what holds of all: mostly what Emissary would leave out or do otherwise
 * without a word.
 */
final class EmissaryRules {
    private static final int LONGEST_THOUGHT_MS = 15_000;

    static final List<Rule<Cluster>> ALL = List.of(
            new Rule<Cluster>("every object fits its schema", cluster -> cluster.objects().stream()
                    .flatMap(object -> Schemas.violations(object).stream())),
            new Rule<Cluster>("a mapping keeps the path of its collection alone", cluster -> mappings(cluster)
                    .filter(mapping -> !spec(mapping, "hostname").equals("*")
                            || !spec(mapping, "prefix_regex").equals("true")
                            || !spec(mapping, "prefix")
                                    .matches(
                                            "/([a-z]+(\\(/\\.\\*\\)\\?|\\(/[a-z]+\\)\\?/\\?|/[a-z]+(/\\[\\^/]\\+)?/\\?))?")
                            || !mapping.at("/spec/rewrite").isTextual()
                            || !spec(mapping, "rewrite").isEmpty())
                    .map(mapping -> label(mapping) + " serves other paths, or changes them")),
            new Rule<Cluster>("two mappings of one route have a weight between them", cluster -> mappings(cluster)
                    .filter(mapping -> mainMappings(cluster, route(mapping)).count() != 1
                            || spec(mapping, "weight").equals("0"))
                    .map(mapping -> label(mapping) + " shares its route with another, or is a canary of none")),
            new Rule<Cluster>("a canary repeats its mapping", cluster -> mappings(cluster)
                    .filter(mapping -> mainMappings(cluster, route(mapping)).anyMatch(main -> !repeats(mapping, main)))
                    .map(mapping ->
                            label(mapping) + " differs from the Mapping that it takes from, and one of them is lost")),
            // the objectives of monitoring/ know it by that; Emissary's own name for it has namespace and port in it
            new Rule<Cluster>("what becomes of a request is counted as its service's", cluster -> mappings(cluster)
                    .filter(mapping -> !spec(mapping, "service")
                            .replaceAll("(-canary)?:\\d+$", "")
                            .equals(spec(mapping, "stats_name")))
                    .map(mapping -> label(mapping) + " is in the statistics of none")),
            new Rule<Cluster>("a retry does nothing twice", cluster -> mappings(cluster)
                    .filter(mapping -> !Set.of("", "connect-failure")
                                    .contains(mapping.at("/spec/retry_policy/retry_on")
                                            .asText())
                            && !Set.of("GET", "HEAD").contains(spec(mapping, "method")))
                    .map(mapping -> label(mapping) + " asks again what may have been done")),
            new Rule<Cluster>("every mapping has its bounds", cluster -> mappings(cluster)
                    .filter(mapping -> Stream.of(
                                            "timeout_ms",
                                            "idle_timeout_ms",
                                            "connect_timeout_ms",
                                            "circuit_breakers",
                                            "labels",
                                            "cors")
                                    .anyMatch(field -> mapping.path("spec")
                                                    .path(field)
                                                    .isEmpty()
                                            && !mapping.path("spec").path(field).isInt())
                            // it runs also while a service thinks; what takes longer than that comes bit by bit
                            || mapping.at("/spec/idle_timeout_ms").asInt()
                                    <= Math.min(mapping.at("/spec/timeout_ms").asInt(), LONGEST_THOUGHT_MS)
                            || mapping.at("/spec/circuit_breakers/0/max_retries")
                                            .asInt()
                                    < mapping.at("/spec/retry_policy/num_retries")
                                            .asInt())
                    .map(mapping -> label(mapping) + " lets in as much and as long as anybody wants")),

            // its count is for one address, so that whoever may not guess on may not register on either
            new Rule<Cluster>(
                    "signing in and registering have one limit however spelt",
                    cluster -> postedElsewhere(
                            cluster,
                            "sign-in",
                            "/customers",
                            "/customers/",
                            "/customers/tokens",
                            "/customers/tokens/")),
            new Rule<Cluster>(
                    "what a payment provider tells has a limit of its own",
                    cluster -> postedElsewhere(
                            cluster, "webhook", "/payments/webhooks/stripe", "/payments/webhooks/stripe/")),
            new Rule<Cluster>("a page may send and read all that the API knows", cluster -> mappings(cluster)
                    .filter(mapping -> !opens(mapping.at("/spec/cors")))
                    .map(mapping -> label(mapping) + " keeps headers from pages of other origins")),
            new Rule<Cluster>("limits are of the domain that is asked for", cluster -> {
                Set<String> domains = cluster.all("RateLimitService")
                        .map(service -> spec(service, "domain"))
                        .collect(Collectors.toSet());
                return Stream.concat(
                                Stream.of(RateLimits.configured(cluster)
                                        .path("domain")
                                        .asText()),
                                mappings(cluster).flatMap(mapping -> names(mapping.at("/spec/labels"))))
                        .filter(domain -> !domains.equals(Set.of(domain)))
                        .map(domain -> domain + " is not the domain of " + domains);
            }),
            new Rule<Cluster>("what is counted has a limit and a limit counts", RateLimits::differences),
            new Rule<Cluster>("sign in is limited more than anybody and anybody more than who signed in", cluster -> {
                List<Integer> limits = Stream.of("sign-in", "anonymous", "authenticated", "webhook")
                        .map(group -> RateLimits.limit(cluster, group))
                        .toList();
                return limits.equals(limits.stream().distinct().sorted().toList())
                        ? Stream.of()
                        : Stream.of("per minute: " + limits);
            }),
            new Rule<Cluster>("the service that counts is there", cluster -> cluster.all("RateLimitService")
                    .filter(limits -> !spec(limits, "protocol_version").equals("v3")
                            || cluster.all("Service").noneMatch(service -> each(service.at("/spec/ports"))
                                    .anyMatch(port ->
                                            spec(limits, "service").equals(inFull(service) + ":" + port.path("port"))
                                                    && cluster.selectedBy(service.at("/spec/selector")).stream()
                                                            .anyMatch(pods -> pods.port(port.path("targetPort"))
                                                                    .isPresent()))))
                    .map(limits -> label(limits) + " asks " + spec(limits, "service") + ", which does not answer")),
            new Rule<Cluster>("what Emissary asks itself has its name in full", cluster -> cluster.objects().stream()
                    .filter(object -> !object.path("kind").asText().equals("Mapping"))
                    .flatMap(object -> Stream.of("service", "auth_service")
                            .map(field -> spec(object, field))
                            .filter(service -> !service.isEmpty() && !service.matches("[a-z-]+\\.[a-z-]+:\\d+"))
                            .map(service ->
                                    label(object) + " asks " + service + ", which is sought in Emissary's namespace"))),
            new Rule<Cluster>("Emissary's own pages are served to nobody", cluster -> cluster.all("Module")
                    .flatMap(module -> Stream.of("diagnostics", "liveness_probe", "readiness_probe")
                            .filter(page -> module.at("/spec/config/" + page + "/enabled")
                                    .asBoolean(true))
                            .map(page -> label(module) + " lets anybody see its " + page))),
            new Rule<Cluster>("a host with TLS offers HTTP/2", cluster -> cluster.all("Host")
                    .filter(host -> host.at("/spec").has("tlsSecret")
                            && !host.at("/spec/tls/alpn_protocols").asText().equals("h2,http/1.1"))
                    .map(host -> label(host) + " speaks HTTP/1.1 alone")),
            new Rule<Cluster>("HTTP is for one's own machine alone", cluster -> cluster.all("Host")
                    .filter(host -> spec(host, "hostname").equals("*")
                            ? !action(host).equals("Route")
                            : !action(host).equals("Redirect")
                                    || cluster.all("Certificate")
                                            .noneMatch(certificate -> certificate
                                                            .at("/spec/secretName")
                                                            .equals(host.at("/spec/tlsSecret/name"))
                                                    && each(certificate.at("/spec/dnsNames"))
                                                            .anyMatch(host.at("/spec/hostname")::equals)))
                    .map(host -> label(host) + " has no certificate of its name, or does without")),
            new Rule<Cluster>("a listener is as secure as it says", cluster -> cluster.all("Listener")
                    .filter(listener -> !Set.of("HTTP INSECURE", "HTTPS SECURE")
                            .contains(spec(listener, "protocol") + " " + spec(listener, "securityModel")))
                    .map(listener -> label(listener) + " believes what a client says")));

    /** Those of the paths to which a POST is counted in another group of labels. */
    private static Stream<String> postedElsewhere(Cluster cluster, String group, String... paths) {
        return Stream.of(paths)
                .filter(path -> mappings(cluster)
                        .filter(mapping -> Set.of("", "POST").contains(spec(mapping, "method")))
                        .filter(mapping -> path.matches(spec(mapping, "prefix")))
                        .max(Comparator.comparingInt(
                                mapping -> spec(mapping, "prefix").length()))
                        .filter(mapping -> mapping.at("/spec/labels/emporium/0").has(group))
                        .isEmpty())
                .map(path -> "POST " + path + " is limited like anything else");
    }

    /** If one of these is another, Emissary rejects the Mapping that it happens to see later. */
    private static final List<String> REPEATED = List.of(
            "circuit_breakers",
            "labels",
            "bypass_auth",
            "keepalive",
            "load_balancer",
            "connect_timeout_ms",
            "cluster_idle_timeout_ms",
            "cluster_max_connection_lifetime_ms");

    /** Besides what the services' descriptions tell of. */
    private static final List<String> SENT = List.of(
            "Content-Type",
            "Authorization",
            "If-Modified-Since",
            "Cache-Control",
            "Accept-Language",
            "X-Request-Id",
            "traceparent",
            "tracestate");

    private static final List<String> READ = List.of(
            "Allow",
            "Content-Disposition",
            "RateLimit-Limit",
            "RateLimit-Remaining",
            "RateLimit-Reset",
            "X-Request-Id");

    private static final List<JsonNode> DESCRIPTIONS = Services.names().stream()
            .map(service -> Documents.path("contracts", "openapi", service + ".json"))
            .flatMap(file -> Documents.read(file).stream())
            .toList();

    private static final Set<String> DESCRIBED_SENT = DESCRIPTIONS.stream()
            .flatMap(description -> description.findParents("in").stream())
            .filter(parameter -> parameter.path("in").asText().equals("header"))
            .map(parameter -> parameter.path("name").asText())
            .collect(Collectors.toSet());

    /** But for what each page may read (https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name). */
    private static final Set<String> DESCRIBED_READ = DESCRIPTIONS.stream()
            .flatMap(description -> description.findValues("headers").stream())
            .flatMap(EmissaryRules::names)
            .filter(name -> !name.equals("Cache-Control"))
            .collect(Collectors.toSet());

    /** Where Argo CD puts the room. */
    private static final String NAMESPACE = each(Documents.read(Documents.path("argocd", "environment", "values.yaml"))
                    .get(0)
                    .path("rooms"))
            .filter(room -> room.path("name").asText().equals("emissary"))
            .map(room -> room.path("namespace").asText())
            .findFirst()
            .orElseThrow();

    private EmissaryRules() {}

    /** As it is found from any namespace, Emissary's own too. */
    private static String inFull(JsonNode service) {
        return Cluster.name(service) + "." + NAMESPACE;
    }

    private static Stream<JsonNode> mappings(Cluster cluster) {
        return cluster.all("Mapping");
    }

    private static List<String> route(JsonNode mapping) {
        return Stream.of("hostname", "prefix", "method", "headers", "precedence")
                .map(field -> mapping.path("spec").path(field).toString())
                .toList();
    }

    private static Stream<JsonNode> mainMappings(Cluster cluster, List<String> route) {
        return mappings(cluster)
                .filter(mapping ->
                        route(mapping).equals(route) && !mapping.at("/spec").has("weight"));
    }

    private static boolean repeats(JsonNode canary, JsonNode main) {
        return REPEATED.stream()
                .allMatch(field ->
                        main.path("spec").path(field).equals(canary.path("spec").path(field)));
    }

    private static String spec(JsonNode object, String field) {
        return object.path("spec").path(field).asText();
    }

    private static String action(JsonNode host) {
        return host.at("/spec/requestPolicy/insecure/action").asText();
    }

    private static boolean opens(JsonNode cors) {
        List<String> sent = texts(cors.path("headers"));
        List<String> read = texts(cors.path("exposed_headers"));
        return sent.containsAll(SENT)
                && sent.containsAll(DESCRIBED_SENT)
                && read.containsAll(READ)
                && read.containsAll(DESCRIBED_READ);
    }

    private static List<String> texts(JsonNode list) {
        return each(list).map(JsonNode::asText).toList();
    }

    private static Stream<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey);
    }
}
