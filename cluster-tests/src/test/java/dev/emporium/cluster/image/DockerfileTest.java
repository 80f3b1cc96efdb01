package dev.emporium.cluster.image;

import dev.emporium.cluster.render.Broken;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.RulesTest;
import dev.emporium.cluster.render.Services;
import java.util.Map;

class DockerfileTest extends RulesTest<Dockerfile> {
    private static final String TEXT = Services.text(Documents.path("Dockerfile"));

    DockerfileTest() {
        super("image", DockerfileRules.ALL);
    }

    @Override
    protected Map<String, Dockerfile> documents() {
        return Map.of("Dockerfile", Dockerfile.parse(TEXT));
    }

    @Override
    protected Dockerfile broken(Broken fixture) {
        return Dockerfile.parse(fixture.in(TEXT));
    }
}
