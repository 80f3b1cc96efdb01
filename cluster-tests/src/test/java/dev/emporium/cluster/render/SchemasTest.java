package dev.emporium.cluster.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemasTest {
    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop, labels: {app.kubernetes.io/name: shop}}
            spec:
              selector: {matchLabels: {app.kubernetes.io/name: shop}}
              strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: "25%"}}
              template:
                metadata: {labels: {app.kubernetes.io/name: shop}}
                spec:
                  containers:
                    - name: shop
                      image: shop:1
                      imagePullPolicy: IfNotPresent
                      resources: {limits: {cpu: 0.5, memory: 1Gi}}
            """;
    private static final String MAPPING =
            """
            apiVersion: getambassador.io/v3alpha1
            kind: Mapping
            metadata: {name: shop}
            spec: {hostname: "*", prefix: /shop, service: "shop:80", timeout_ms: 3000}
            """;

    @Test
    void acceptsWhatIsRight() {
        assertThat(violations(DEPLOYMENT)).isEmpty();
        assertThat(violations(MAPPING)).isEmpty();
    }

    @Test
    void findsAFieldThatAClusterWouldDrop() {
        assertThat(violations(DEPLOYMENT.replace("imagePullPolicy", "imagePulPolicy")))
                .hasSize(1);
        assertThat(violations(MAPPING.replace("timeout_ms", "timeout"))).hasSize(1);
        assertThat(violations(MAPPING.replace("{name: shop}", "{name: shop, lables: {}}")))
                .hasSize(1);
    }

    @Test
    void findsAValueThatIsNotOneOfThePossible() {
        assertThat(violations(DEPLOYMENT.replace("IfNotPresent", "Sometimes"))).hasSize(1);
    }

    @Test
    void findsAValueOfTheWrongType() {
        assertThat(violations(MAPPING.replace("3000", "\"3s\""))).hasSize(1);
        assertThat(violations(DEPLOYMENT.replace("memory: 1Gi", "memory: {}"))).hasSize(1);
    }

    @Test
    void findsAVersionThatIsNotServedAnyMore() {
        assertThat(violations(MAPPING.replace("v3alpha1", "v2")))
                .singleElement()
                .asString()
                .contains("no schema");
    }

    @Test
    void knowsTheSchemasOfFiles() {
        String workflow = "on: push\njobs: {test: {runs-on: ubuntu-latest, steps: [{run: mvn verify}]}}";

        assertThat(Schemas.violations("schemastore/github-workflow", one(workflow)))
                .isEmpty();
        assertThat(Schemas.violations("schemastore/github-workflow", one(workflow.replace("run:", "rum:"))))
                .isNotEmpty();
        assertThat(Schemas.violations("compose/compose-spec", one("services: {shop: {image: shop}}")))
                .isEmpty();
        assertThat(Schemas.violations("compose/compose-spec", one("services: {shop: {imag: shop}}")))
                .isNotEmpty();
    }

    private static List<String> violations(String text) {
        return Schemas.violations(one(text));
    }

    private static JsonNode one(String text) {
        return Documents.parse(text).get(0);
    }
}
