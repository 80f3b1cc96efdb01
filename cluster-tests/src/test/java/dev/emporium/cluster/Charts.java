package dev.emporium.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;
import java.util.List;

/** Helm itself, as a library: what a chart becomes, and what is wrong with it. */
final class Charts {
    private Charts() {}

    /** The objects of a release; of two values files that say something different, the later one is right. */
    static List<JsonNode> render(Path chart, String release, Path... values) {
        TemplateCommand template = new Helm(chart).template().withName(release).withNamespace("emporium");
        for (Path file : values) {
            template.withValuesFile(file);
        }
        return Documents.parse(template.call());
    }

    /** What Helm's own check has to say against the chart with its own values. */
    static List<String> lint(Path chart) {
        LintResult result = new Helm(chart).lint().strict().quiet().call();
        return result.isFailed() ? result.getMessages() : List.of();
    }
}
