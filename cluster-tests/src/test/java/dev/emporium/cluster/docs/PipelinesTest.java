package dev.emporium.cluster.docs;

import dev.emporium.cluster.render.Broken;
import dev.emporium.cluster.render.RulesTest;
import dev.emporium.cluster.render.Texts;
import java.util.Map;

class PipelinesTest extends RulesTest<Texts> {
    PipelinesTest() {
        super("pipelines", Workflows.OF_ALL);
    }

    @Override
    protected Map<String, Texts> documents() {
        return Map.of("as they are", Texts.OF_THE_REPOSITORY);
    }

    @Override
    protected Texts broken(Broken fixture) {
        return Texts.OF_THE_REPOSITORY.with(fixture);
    }
}
