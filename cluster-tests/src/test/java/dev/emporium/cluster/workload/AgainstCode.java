package dev.emporium.cluster.workload;

import static dev.emporium.cluster.render.Cluster.each;
import static dev.emporium.cluster.render.Cluster.label;
import static dev.emporium.cluster.render.Cluster.name;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Services;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is said twice, in the manifests and in the services, must be the same. Each method says what is not. */
final class AgainstCode {
    /** Beside the pool: the probe of readiness. */
    private static final int CONNECTIONS_OF_A_REPLICA = 1;
    /** The operator's and a person's. */
    private static final int CONNECTIONS_OF_OTHERS = 10;

    private AgainstCode() {}

    /** Neither such a pod, nor a service that is told of what only simulates. */
    static Stream<String> simulators(Cluster cluster) {
        if (cluster.servers()
                .allMatch(pods -> "local".equals(pods.variables(cluster).get("ENVIRONMENT")))) {
            return Stream.of();
        }
        Stream<String> pods =
                cluster.pods().stream().filter(AgainstCode::simulates).map(one -> one.name() + " only simulate");
        Stream<String> told = cluster.servers()
                .filter(one -> one.variables(cluster).values().stream()
                        .anyMatch(value -> value.matches("simulated|.*\\b(payment-provider|mailbox)\\b.*")))
                .map(one -> one.name() + " ask what only simulates");
        return Stream.concat(pods, told);
    }

    private static boolean simulates(Cluster.Pods pods) {
        return pods.containers()
                .anyMatch(container -> container.path("image").asText().contains("/simulators:"));
    }

    static Stream<String> probes(Cluster cluster) {
        Map<String, String> paths = Map.of(
                "startupProbe", "/health/live", "livenessProbe", "/health/live", "readinessProbe", "/health/ready");
        return cluster.servers().flatMap(pods -> {
            String admin = pods.variables(cluster).get("ADMIN_PORT");
            return paths.entrySet().stream()
                    .filter(probe -> pods.containers()
                            .map(container -> container.at("/" + probe.getKey() + "/httpGet"))
                            .anyMatch(request -> !request.path("path").asText().equals(probe.getValue())
                                    || !pods.port(request.path("port"))
                                            .map(String::valueOf)
                                            .equals(Optional.ofNullable(admin))))
                    .map(probe -> pods.name() + " are not asked as they answer: " + probe.getKey());
        });
    }

    static Stream<String> timeToStop(Cluster cluster) {
        return cluster.servers().flatMap(pods -> {
            int stop = pods.containers()
                    .mapToInt(container ->
                            container.at("/lifecycle/preStop/sleep/seconds").asInt())
                    .sum();
            int drain = seconds(pods.variables(cluster).get("DRAIN_PERIOD"));
            int requests = seconds(
                    Services.configuration(pods.service()).replaceAll("(?s).*shutdownGracePeriod: (\\d+s).*", "$1"));
            int grace = pods.spec().path("terminationGracePeriodSeconds").asInt();
            return stop > 0 && drain > 0 && grace > stop + drain + requests
                    ? Stream.of()
                    : Stream.of("%s have %d s for %d + %d + %d".formatted(pods.name(), grace, stop, drain, requests));
        });
    }

    private static int seconds(String duration) {
        return duration == null ? 0 : Integer.parseInt(duration.replaceAll("s$", ""));
    }

    static Stream<String> unreadVariables(Cluster cluster) {
        return Stream.concat(cluster.servicePods(), cluster.pods().stream().filter(AgainstCode::simulates))
                .flatMap(pods -> {
                    Set<String> unknown = new TreeSet<>(pods.variables(cluster).keySet());
                    unknown.removeIf(Services::isJavas);
                    unknown.removeAll(
                            simulates(pods) ? Services.told("simulators") : Services.variables(pods.service()));
                    return unknown.stream().map(name -> pods.name() + " are given " + name + ", which nobody reads");
                });
    }

    static Stream<String> missingVariables(Cluster cluster) {
        return cluster.servers().flatMap(pods -> {
            Set<String> missing = new TreeSet<>(Services.requiredVariables(pods.service()));
            missing.removeAll(pods.variables(cluster).keySet());
            return missing.stream().map(name -> pods.name() + " need " + name);
        });
    }

    /** Which shop it is the tokens say; where money is simulated it has no name. */
    static Stream<String> returns(Cluster cluster) {
        return cluster.servers()
                .map(pods -> pods.variables(cluster))
                .filter(variables -> variables.containsKey("PAYMENT_RETURN_URL"))
                .filter(variables -> !"simulated".equals(variables.get("PAYMENT_PROVIDER")))
                .filter(variables ->
                        !variables.get("PAYMENT_RETURN_URL").startsWith(variables.get("TOKEN_ISSUER") + "/"))
                .map(variables -> "from " + variables.get("TOKEN_ISSUER") + " one comes to "
                        + variables.get("PAYMENT_RETURN_URL"));
    }

    static Stream<String> topics(Cluster cluster) {
        Set<String> made = cluster.all("KafkaTopic").map(Cluster::name).collect(Collectors.toSet());
        Set<String> used = Services.topics().stream()
                .flatMap(topic -> Stream.of(topic, topic + ".dead-letter"))
                .collect(Collectors.toSet());
        return Stream.concat(
                made.stream().filter(topic -> !used.contains(topic)).map(topic -> topic + " is used by nobody"),
                used.stream().filter(topic -> !made.contains(topic)).map(topic -> topic + " is not made"));
    }

    static Stream<String> lag(Cluster cluster) {
        return cluster.all("ScaledObject")
                .filter(scaled -> {
                    Set<String> topics = triggers(scaled)
                            .map(trigger -> trigger.path("topic").asText())
                            .collect(Collectors.toSet());
                    return !topics.equals(Services.consumedTopics(name(scaled)))
                            || !triggers(scaled).allMatch(trigger -> trigger.path("consumerGroup")
                                    .asText()
                                    .equals(name(scaled)));
                })
                .map(scaled -> label(scaled) + " does not watch what the service consumes");
    }

    private static Stream<JsonNode> triggers(JsonNode scaled) {
        return each(scaled.at("/spec/triggers"))
                .filter(trigger -> trigger.path("type").asText().equals("kafka"))
                .map(trigger -> trigger.path("metadata"));
    }

    static Stream<String> databases(Cluster cluster) {
        Set<String> owned =
                cluster.servers().map(pods -> pods.service() + "-database").collect(Collectors.toSet());
        Stream<String> unowned = cluster.all("Cluster")
                .filter(database -> !owned.contains(name(database)))
                .map(database -> label(database) + " belongs to nobody");
        Stream<String> unfit = cluster.servers().flatMap(pods -> cluster.find("Cluster", pods.service() + "-database")
                .map(database -> unfit(cluster, pods, database))
                .orElse(Stream.of(pods.name() + " have no database")));
        return Stream.concat(unowned, unfit);
    }

    /** While a new version takes over there may be twice as many replicas, and one on its way out. */
    private static Stream<String> unfit(Cluster cluster, Cluster.Pods pods, JsonNode database) {
        Map<String, String> variables = pods.variables(cluster);
        int replicas = cluster.scalers()
                .filter(scaler -> name(scaler).equals(pods.service()))
                .mapToInt(scaler -> scaler.at("/spec/maxReplicas").asInt()
                        + scaler.at("/spec/maxReplicaCount").asInt())
                .sum();
        int pool = Integer.parseInt(variables.get("DATABASE_POOL_SIZE"));
        int wanted = (2 * replicas + 1) * (pool + CONNECTIONS_OF_A_REPLICA) + CONNECTIONS_OF_OTHERS;
        int there = database.at("/spec/postgresql/parameters/max_connections").asInt();
        JsonNode begun = database.at("/spec/bootstrap/initdb");
        String named = "/" + begun.path("database").asText() + "?";
        String letters = begun.path("localeProvider").asText() + " "
                + begun.path("builtinLocale").asText();
        return Stream.of(
                        letters.equals("builtin C.UTF-8")
                                ? ""
                                : " have a database that knows other letters: " + letters,
                        wanted > there ? " may want " + wanted + " connections of " + there : "",
                        variables.get("DATABASE_URL").contains(named) ? "" : " look for another database than " + named)
                .filter(problem -> !problem.isEmpty())
                .map(problem -> pods.name() + problem);
    }
}
