package dev.emporium.cluster.workload;

import dev.emporium.cluster.render.Broken;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.RulesTest;
import dev.emporium.cluster.render.Services;
import dev.emporium.cluster.render.Temporary;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

class ClusterRulesTest extends RulesTest<Cluster> {
    private static final Path ISTIO = Temporary.file("global: {delivery: {by: istio}}");
    private static final Path FLUENTD = Temporary.file("global: {env: {FLUENTD_HOST: fluentd.logging}}");
    private static final Map<String, Cluster> CLUSTERS = new TreeMap<>();

    static {
        Services.environments().forEach(environment -> CLUSTERS.put(environment, Services.everything(environment)));
        CLUSTERS.put("production with Istio", Services.everything("production", ISTIO));
        CLUSTERS.put("production with the way to Fluentd", Services.everything("production", FLUENTD));
    }

    ClusterRulesTest() {
        super("workload", ClusterRules.ALL);
    }

    @Override
    protected Map<String, Cluster> documents() {
        return CLUSTERS;
    }

    /** In staging, or where that has no such object, with Istio. */
    @Override
    protected Cluster broken(Broken fixture) {
        return fixture.in(Stream.of("staging", "production with Istio")
                .map(CLUSTERS::get)
                .filter(fixture::isOf)
                .findFirst()
                .orElseThrow());
    }
}
