package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class SavedObjectsTest {
    private static final String SEARCH =
            """
            {"type":"search","id":"s","attributes":{"columns":["a"],"sort":[["@timestamp","desc"]],"kibanaSavedObjectMeta":{"searchSourceJSON":"{\\"query\\":{\\"query\\":\\"b : *\\"},\\"indexRefName\\":\\"view\\"}"}},"references":[{"name":"view","type":"index-pattern","id":"logs"}]}
            """;
    private static final String VIEW =
            """
            {"type":"index-pattern","id":"logs","attributes":{},"references":[]}
            """;
    private static final String LENS =
            """
            {"type":"lens","id":"l","attributes":{"state":{"query":{"query":""},"visualization":{"layers":[{"accessors":["n"]}]},"datasourceStates":{"formBased":{"layers":{"data":{"columns":{"n":{"operationType":"count","sourceField":"c"}},"columnOrder":["n"]}}}}}},"references":[{"name":"indexpattern-datasource-layer-data","type":"index-pattern","id":"logs"}]}
            """;

    private final SavedObjects ours = SavedObjects.ours();

    @Test
    void oursHangTogether() {
        assertThat(ours.faults()).isEmpty();
        assertThat(ours.ofLogs("search")).hasSizeGreaterThanOrEqualTo(6);
        assertThat(ours.ofLogs("lens")).isNotEmpty();
        assertThat(ours.ofLogs("dashboard")).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void areThoseOfTheTimeField() {
        assertThat(ours.get("logs-emporium").at("/attributes/timeFieldName").asText())
                .isEqualTo("@timestamp");
    }

    @Test
    void everyDashboardIsFilteredByNamespaceAndContainer() {
        for (JsonNode dashboard : ours.ofLogs("dashboard")) {
            assertThat(SavedObjects.fields(dashboard))
                    .containsExactly("kubernetes.container_name", "kubernetes.namespace_name");
        }
    }

    @Test
    void acceptsWhatHangsTogether() {
        assertThat(SavedObjects.parse(VIEW + SEARCH + LENS).faults()).isEmpty();
    }

    @Test
    void noticesAnIdThatIsThereTwice() {
        assertThat(SavedObjects.parse(VIEW + VIEW).faults()).containsExactly("logs twice");
    }

    @Test
    void noticesAReferenceToNobody() {
        assertThat(SavedObjects.parse(SEARCH).faults()).containsExactly("s refers to logs, which is not there");
    }

    @Test
    void noticesAReferenceThatIsNotNamed() {
        assertThat(SavedObjects.parse(VIEW + SEARCH.replace("\"name\":\"view\"", "\"name\":\"other\""))
                        .faults())
                .containsExactly("s has no reference view");
    }

    @Test
    void noticesAColumnThatIsShownButNotThere() {
        assertThat(SavedObjects.parse(VIEW + LENS.replace("[\"n\"]}]", "[\"m\"]}]"))
                        .faults())
                .containsExactly("l shows a column m, which is not there");
    }

    @Test
    void knowsTheFieldsOfASearchAndOfAVisualisation() {
        assertThat(SavedObjects.fields(SavedObjects.parse(SEARCH).get("s"))).containsExactly("@timestamp", "a", "b");
        assertThat(SavedObjects.fields(SavedObjects.parse(LENS).get("l"))).containsExactly("c");
    }
}
