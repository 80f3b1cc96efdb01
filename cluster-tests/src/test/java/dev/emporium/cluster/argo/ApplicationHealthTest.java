package dev.emporium.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Documents;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;

/** The check of {@code argocd-cm}, run as Lua on statuses as Argo CD 3.5.1 writes them. */
class ApplicationHealthTest {
    private static final String SCRIPT = Documents.read(Documents.path("argocd/install/argocd-cm.yaml"))
            .get(0)
            .path("data")
            .path("resource.customizations.health.argoproj.io_Application")
            .asText();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            just made                   | {}                                                                                                                        | Progressing
            without a status            | {"status": {}}                                                                                                            | Progressing
            synced and healthy          | {"status": {"sync": {"status": "Synced"}, "health": {"status": "Healthy"}, "operationState": {"phase": "Succeeded"}}}       | Healthy
            was as it should be         | {"status": {"sync": {"status": "Synced"}, "health": {"status": "Healthy"}}}                                               | Healthy
            never synced                | {"status": {"sync": {"status": "OutOfSync"}, "health": {"status": "Healthy"}}}                                            | Progressing
            half-way and tried again    | {"status": {"sync": {"status": "OutOfSync"}, "health": {"status": "Healthy"}, "operationState": {"phase": "Running"}}}      | Progressing
            failed half-way             | {"status": {"sync": {"status": "OutOfSync"}, "health": {"status": "Healthy"}, "operationState": {"phase": "Failed"}}}       | Degraded
            could not be applied        | {"status": {"sync": {"status": "OutOfSync"}, "health": {"status": "Healthy"}, "operationState": {"phase": "Error"}}}        | Degraded
            cannot be rendered          | {"status": {"sync": {"status": "Unknown"}, "health": {"status": "Healthy"}, "conditions": [{"type": "ComparisonError"}]}}   | Degraded
            cannot be rendered any more | {"status": {"sync": {"status": "Unknown"}, "health": {"status": "Healthy"}, "operationState": {"phase": "Succeeded"}}}      | Progressing
            in no project               | {"status": {"sync": {"status": "Unknown"}, "health": {"status": "Unknown"}, "conditions": [{"type": "InvalidSpecError"}]}}  | Degraded
            warned                      | {"status": {"sync": {"status": "Synced"}, "health": {"status": "Healthy"}, "conditions": [{"type": "SharedResourceWarning"}]}} | Healthy
            not ready yet               | {"status": {"sync": {"status": "Synced"}, "health": {"status": "Progressing"}, "operationState": {"phase": "Succeeded"}}}   | Progressing
            broken                      | {"status": {"sync": {"status": "Synced"}, "health": {"status": "Degraded"}, "operationState": {"phase": "Succeeded"}}}      | Degraded
            """)
    void anApplicationIsHealthyWhenItsSyncHasSucceededAndAllOfItIs(String name, String application, String health) {
        Globals lua = likeArgoCd();
        lua.set("obj", table(Documents.parse(application).get(0)));

        assertThat(lua.load(SCRIPT).call().get("status").tojstring()).isEqualTo(health);
    }

    /** Without a library of strings: one that is asked for is nil, and then the sync of whoever waits for it fails. */
    private static Globals likeArgoCd() {
        Globals lua = new Globals();
        lua.load(new BaseLib());
        lua.load(new PackageLib());
        lua.load(new TableLib());
        LoadState.install(lua);
        LuaC.install(lua);
        return lua;
    }

    private static LuaValue table(JsonNode node) {
        if (!node.isContainerNode()) {
            return LuaValue.valueOf(node.asText());
        }
        LuaTable table = new LuaTable();
        node.properties().forEach(field -> table.set(field.getKey(), table(field.getValue())));
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            table.set(i + 1, table(node.get(i)));
        }
        return table;
    }
}
