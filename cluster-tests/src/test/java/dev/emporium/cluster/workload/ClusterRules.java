package dev.emporium.cluster.workload;

import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Rule;
import java.util.List;

/** What must hold of all that is in the namespace, beyond what one object's schema can say. */
final class ClusterRules {
    static final List<Rule<Cluster>> ALL = List.of(
            new Rule<>("every object fits its schema", Wiring::schemas),
            new Rule<>("no two objects have one name", Wiring::names),
            new Rule<>("labels are Kubernetes' own", Wiring::labels),
            new Rule<>("a mapping leads to a service", Wiring::mappings),
            new Rule<>("a service finds pods of its own", Wiring::services),
            new Rule<>("a selector finds what it is for", Wiring::selectors),
            new Rule<>("a workload has one autoscaler", Wiring::autoscalers),
            new Rule<>("what is referred to exists", Wiring::references),
            new Rule<>("a new version takes over by what is there", Wiring::deliveries),
            new Rule<>("a pod can do no harm", PodSafety::violations),
            new Rule<>("nobody simulates but on one's own machine", AgainstCode::simulators),
            new Rule<>("a probe asks the admin port for health", AgainstCode::probes),
            new Rule<>("a pod has time to stop", AgainstCode::timeToStop),
            new Rule<>("a variable is read by the service", AgainstCode::unreadVariables),
            new Rule<>("a required variable is set", AgainstCode::missingVariables),
            new Rule<>("who pays elsewhere comes back to the shop that they have left", AgainstCode::returns),
            new Rule<>("topics are those of the code", AgainstCode::topics),
            new Rule<>("lag is watched where messages are consumed", AgainstCode::lag),
            new Rule<>("a service has a database with connections for all", AgainstCode::databases),
            new Rule<>("the network lets through what is called for and nothing else", cluster -> new Network(cluster)
                    .differences()));

    private ClusterRules() {}
}
