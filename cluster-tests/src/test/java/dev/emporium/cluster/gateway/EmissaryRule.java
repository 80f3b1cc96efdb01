package dev.emporium.cluster.gateway;

import static dev.emporium.cluster.render.Cluster.each;
import static dev.emporium.cluster.render.Cluster.label;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Schemas;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold of {@code emissary/} besides what holds of all: mostly what Emissary would leave out or do otherwise
 * without a word.
 */
enum EmissaryRule {
    EVERY_OBJECT_FITS_ITS_SCHEMA(
            cluster -> cluster.objects().stream().flatMap(object -> Schemas.violations(object).stream())),

    A_MAPPING_KEEPS_THE_PATH_OF_ITS_COLLECTION_ALONE(cluster -> mappings(cluster)
            .filter(mapping -> !spec(mapping, "hostname").equals("*")
                    || !spec(mapping, "prefix_regex").equals("true")
                    || !spec(mapping, "prefix").matches("/([a-z]+(\\(/\\.\\*\\)\\?|\\(/[a-z]+\\)\\?/\\?))?")
                    || !mapping.at("/spec/rewrite").isTextual()
                    || !spec(mapping, "rewrite").isEmpty())
            .map(mapping -> label(mapping) + " serves other paths, or changes them")),

    TWO_MAPPINGS_OF_ONE_ROUTE_HAVE_A_WEIGHT_BETWEEN_THEM(cluster -> mappings(cluster)
            .filter(mapping -> mainMappings(cluster, route(mapping)).count() != 1
                    || spec(mapping, "weight").equals("0"))
            .map(mapping -> label(mapping) + " shares its route with another, or is a canary of none")),

    A_CANARY_REPEATS_ITS_MAPPING(cluster -> mappings(cluster)
            .filter(mapping -> mainMappings(cluster, route(mapping)).anyMatch(main -> !repeats(mapping, main)))
            .map(mapping -> label(mapping) + " differs from the Mapping that it takes from, and one of them is lost")),

    A_RETRY_DOES_NOTHING_TWICE(cluster -> mappings(cluster)
            .filter(mapping -> !Set.of("", "connect-failure")
                            .contains(mapping.at("/spec/retry_policy/retry_on").asText())
                    && !Set.of("GET", "HEAD").contains(spec(mapping, "method")))
            .map(mapping -> label(mapping) + " asks again what may have been done")),

    EVERY_MAPPING_HAS_ITS_BOUNDS(cluster -> mappings(cluster)
            .filter(mapping -> Stream.of(
                                    "timeout_ms",
                                    "idle_timeout_ms",
                                    "connect_timeout_ms",
                                    "circuit_breakers",
                                    "labels",
                                    "cors")
                            .anyMatch(field -> mapping.path("spec").path(field).isEmpty()
                                    && !mapping.path("spec").path(field).isInt())
                    // it runs also while a service thinks
                    || mapping.at("/spec/idle_timeout_ms").asInt()
                            <= mapping.at("/spec/timeout_ms").asInt()
                    || mapping.at("/spec/circuit_breakers/0/max_retries").asInt()
                            < mapping.at("/spec/retry_policy/num_retries").asInt())
            .map(mapping -> label(mapping) + " lets in as much and as long as anybody wants")),

    /** Its count is for one address, so that whoever may not guess on may not register on either. */
    SIGNING_IN_AND_REGISTERING_HAVE_ONE_LIMIT_HOWEVER_SPELT(cluster -> Stream.of(
                    "/customers", "/customers/", "/customers/tokens", "/customers/tokens/")
            .filter(path -> mappings(cluster)
                    .filter(mapping -> Set.of("", "POST").contains(spec(mapping, "method")))
                    .filter(mapping -> path.matches(spec(mapping, "prefix")))
                    .max(Comparator.comparingInt(
                            mapping -> spec(mapping, "prefix").length()))
                    .filter(mapping -> mapping.at("/spec/labels/emporium/0").has("sign-in"))
                    .isEmpty())
            .map(path -> "POST " + path + " is limited like anything else")),

    A_PAGE_MAY_SEND_AND_READ_ALL_THAT_THE_API_KNOWS(cluster -> mappings(cluster)
            .filter(mapping -> !opens(mapping.at("/spec/cors")))
            .map(mapping -> label(mapping) + " keeps headers from pages of other origins")),

    LIMITS_ARE_OF_THE_DOMAIN_THAT_IS_ASKED_FOR(cluster -> {
        Set<String> domains = cluster.all("RateLimitService")
                .map(service -> spec(service, "domain"))
                .collect(Collectors.toSet());
        return Stream.concat(
                        Stream.of(RateLimits.configured(cluster).path("domain").asText()),
                        mappings(cluster).flatMap(mapping -> names(mapping.at("/spec/labels"))))
                .filter(domain -> !domains.equals(Set.of(domain)))
                .map(domain -> domain + " is not the domain of " + domains);
    }),

    WHAT_IS_COUNTED_HAS_A_LIMIT_AND_A_LIMIT_COUNTS(RateLimits::differences),

    SIGN_IN_IS_LIMITED_MORE_THAN_ANYBODY_AND_ANYBODY_MORE_THAN_WHO_SIGNED_IN(cluster -> {
        List<Integer> limits = Stream.of("sign-in", "anonymous", "authenticated")
                .map(group -> RateLimits.limit(cluster, group))
                .toList();
        return limits.get(0) < limits.get(1) && limits.get(1) < limits.get(2)
                ? Stream.of()
                : Stream.of("per minute: " + limits);
    }),

    THE_SERVICE_THAT_COUNTS_IS_THERE(cluster -> cluster.all("RateLimitService")
            .filter(limits -> !spec(limits, "protocol_version").equals("v3")
                    || cluster.all("Service").noneMatch(service -> each(service.at("/spec/ports"))
                            .anyMatch(port -> spec(limits, "service").equals(inFull(service) + ":" + port.path("port"))
                                    && cluster.selectedBy(service.at("/spec/selector")).stream()
                                            .anyMatch(pods -> pods.port(port.path("targetPort"))
                                                    .isPresent()))))
            .map(limits -> label(limits) + " asks " + spec(limits, "service") + ", which does not answer")),

    WHAT_EMISSARY_ASKS_ITSELF_HAS_ITS_NAME_IN_FULL(cluster -> cluster.objects().stream()
            .filter(object -> !object.path("kind").asText().equals("Mapping"))
            .flatMap(object -> Stream.of("service", "auth_service")
                    .map(field -> spec(object, field))
                    .filter(service -> !service.isEmpty() && !service.matches("[a-z-]+\\.[a-z-]+:\\d+"))
                    .map(service -> label(object) + " asks " + service + ", which is sought in Emissary's namespace"))),

    EMISSARYS_OWN_PAGES_ARE_SERVED_TO_NOBODY(cluster -> cluster.all("Module").flatMap(module -> Stream.of(
                    "diagnostics", "liveness_probe", "readiness_probe")
            .filter(page -> module.at("/spec/config/" + page + "/enabled").asBoolean(true))
            .map(page -> label(module) + " lets anybody see its " + page))),

    A_HOST_WITH_TLS_OFFERS_HTTP_2(cluster -> cluster.all("Host")
            .filter(host -> host.at("/spec").has("tlsSecret")
                    && !host.at("/spec/tls/alpn_protocols").asText().equals("h2,http/1.1"))
            .map(host -> label(host) + " speaks HTTP/1.1 alone")),

    HTTP_IS_FOR_ONES_OWN_MACHINE_ALONE(cluster -> cluster.all("Host")
            .filter(host -> spec(host, "hostname").equals("*")
                    ? !action(host).equals("Route")
                    : !action(host).equals("Redirect")
                            || cluster.all("Certificate")
                                    .noneMatch(certificate ->
                                            certificate.at("/spec/secretName").equals(host.at("/spec/tlsSecret/name"))
                                                    && each(certificate.at("/spec/dnsNames"))
                                                            .anyMatch(host.at("/spec/hostname")::equals)))
            .map(host -> label(host) + " has no certificate of its name, or does without")),

    A_LISTENER_IS_AS_SECURE_AS_IT_SAYS(cluster -> cluster.all("Listener")
            .filter(listener -> !Set.of("HTTP INSECURE", "HTTPS SECURE")
                    .contains(spec(listener, "protocol") + " " + spec(listener, "securityModel")))
            .map(listener -> label(listener) + " believes what a client says"));

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

    private static final List<String> SENT = List.of(
            "Content-Type",
            "Authorization",
            "Idempotency-Key",
            "Order-Token",
            "If-Match",
            "If-None-Match",
            "If-Modified-Since",
            "Prefer",
            "Cache-Control",
            "Accept-Language",
            "X-Request-Id",
            "traceparent",
            "tracestate");

    private static final List<String> READ = List.of(
            "ETag",
            "Location",
            "Link",
            "Allow",
            "WWW-Authenticate",
            "Retry-After",
            "RateLimit-Limit",
            "RateLimit-Remaining",
            "RateLimit-Reset",
            "X-Request-Id",
            "Idempotent-Replayed");

    /** Where Argo CD puts the room. */
    private static final String NAMESPACE = each(Documents.read(Documents.path("argocd", "environment", "values.yaml"))
                    .get(0)
                    .path("rooms"))
            .filter(room -> room.path("name").asText().equals("emissary"))
            .map(room -> room.path("namespace").asText())
            .findFirst()
            .orElseThrow();

    private final Function<Cluster, Stream<String>> check;

    EmissaryRule(Function<Cluster, Stream<String>> check) {
        this.check = check;
    }

    List<String> violations(Cluster cluster) {
        return check.apply(cluster).toList();
    }

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
        return texts(cors.path("headers")).containsAll(SENT)
                && texts(cors.path("exposed_headers")).containsAll(READ);
    }

    private static List<String> texts(JsonNode list) {
        return each(list).map(JsonNode::asText).toList();
    }

    private static Stream<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey);
    }
}
