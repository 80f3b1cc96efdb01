package dev.emporium.cluster.workload;

import dev.emporium.cluster.render.Cluster;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What must hold of all that is in the namespace, beyond what one object's schema can say. */
enum ClusterRule {
    EVERY_OBJECT_FITS_ITS_SCHEMA(Wiring::schemas),
    NO_TWO_OBJECTS_HAVE_ONE_NAME(Wiring::names),
    LABELS_ARE_KUBERNETES_OWN(Wiring::labels),
    A_MAPPING_LEADS_TO_A_SERVICE(Wiring::mappings),
    A_SERVICE_FINDS_PODS_OF_ITS_OWN(Wiring::services),
    A_SELECTOR_FINDS_WHAT_IT_IS_FOR(Wiring::selectors),
    A_WORKLOAD_HAS_ONE_AUTOSCALER(Wiring::autoscalers),
    WHAT_IS_REFERRED_TO_EXISTS(Wiring::references),
    A_NEW_VERSION_TAKES_OVER_BY_WHAT_IS_THERE(Wiring::deliveries),
    A_POD_CAN_DO_NO_HARM(PodSafety::violations),
    A_PROBE_ASKS_THE_ADMIN_PORT_FOR_HEALTH(AgainstCode::probes),
    A_POD_HAS_TIME_TO_STOP(AgainstCode::timeToStop),
    A_VARIABLE_IS_READ_BY_THE_SERVICE(AgainstCode::unreadVariables),
    A_REQUIRED_VARIABLE_IS_SET(AgainstCode::missingVariables),
    TOPICS_ARE_THOSE_OF_THE_CODE(AgainstCode::topics),
    LAG_IS_WATCHED_WHERE_MESSAGES_ARE_CONSUMED(AgainstCode::lag),
    A_SERVICE_HAS_A_DATABASE_WITH_CONNECTIONS_FOR_ALL(AgainstCode::databases),
    THE_NETWORK_LETS_THROUGH_WHAT_IS_CALLED_FOR_AND_NOTHING_ELSE(cluster -> new Network(cluster).differences());

    private final Function<Cluster, Stream<String>> check;

    ClusterRule(Function<Cluster, Stream<String>> check) {
        this.check = check;
    }

    List<String> violations(Cluster cluster) {
        return check.apply(cluster).distinct().toList();
    }
}
