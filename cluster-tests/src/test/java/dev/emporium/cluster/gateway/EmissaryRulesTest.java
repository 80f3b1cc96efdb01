package dev.emporium.cluster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Broken;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.RulesTest;
import dev.emporium.cluster.render.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

class EmissaryRulesTest extends RulesTest<Cluster> {
    private static final Cluster PRODUCTION = emissary("production");

    EmissaryRulesTest() {
        super("gateway", EmissaryRules.ALL);
    }

    @Override
    protected Map<String, Cluster> documents() {
        Map<String, Cluster> all = new TreeMap<>(Map.of("with the canary of the README", plus(PRODUCTION, canary())));
        Services.environments().forEach(environment -> all.put(environment, emissary(environment)));
        return all;
    }

    @Override
    protected Cluster broken(Broken fixture) {
        if (fixture.object().equals("Mapping of the README")) {
            JsonNode canary = canary();
            fixture.change(canary);
            return plus(PRODUCTION, canary);
        }
        return fixture.in(fixture.environment() == null ? PRODUCTION : emissary(fixture.environment()));
    }

    private static Cluster plus(Cluster cluster, JsonNode object) {
        List<JsonNode> objects = new ArrayList<>(cluster.objects());
        objects.add(object);
        return new Cluster(objects);
    }

    private static JsonNode canary() {
        String readme = Services.text(Documents.path("emissary", "README.md"));
        var block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(readme);
        assertThat(block.find()).isTrue();
        return Documents.parse(block.group(1)).get(0);
    }

    private static Cluster emissary(String environment) {
        List<JsonNode> objects = new ArrayList<>();
        for (String folder : List.of(".", "hosts/" + environment)) {
            objects.addAll(Documents.readFolder(Documents.path("emissary", folder)));
        }
        return new Cluster(objects);
    }
}
