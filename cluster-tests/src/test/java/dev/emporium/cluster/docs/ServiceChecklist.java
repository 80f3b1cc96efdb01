package dev.emporium.cluster.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a service needs beside its code, as {@code docs/add-a-service.md} tells it. */
public final class ServiceChecklist {
    private ServiceChecklist() {}

    /**
     * A place that has to know a service.
     *
     * @param file where, from the root of the repository
     * @param text what stands there once it is done
     * @param advice what to add
     */
    record Step(String file, String text, String advice) {
        boolean isDone(Path repository) {
            Path path = repository.resolve(file);
            try {
                return Files.exists(path) && Files.readString(path).contains(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return file + ": " + advice;
        }
    }

    static List<Step> steps(String service) {
        return List.of(
                new Step("pom.xml", "<module>" + service + "</module>", "add the module"),
                new Step(
                        service + "/src/main/resources/config.yaml",
                        "${HTTP_PORT:-",
                        "read its ports and addresses from variables"),
                new Step(service + "/README.md", "`ROOT_PATH`", "tell its endpoints, messages and variables"),
                new Step("emissary/" + service + ".yaml", "service: " + service + ":", "add its Mapping"),
                new Step(
                        "customer-service/src/main/resources/dev/emporium/customer/front-page.html",
                        "id=\"" + service + "\"",
                        "link its documentation"),
                new Step("compose/envoy.yaml", service, "add its route and its cluster"),
                new Step("docker-compose.yml", "\n  " + service + ":\n", "add it with its database"),
                new Step("k8s/" + service + "/values.yaml", "name: " + service, "say what is its own in the cluster"),
                new Step("k8s/chart/values.yaml", "    " + service + ": [", "say in global.calls whom it asks"),
                new Step(
                        "monitoring/rules/causes.yaml",
                        "absent(up{job=\"" + service + "\"})",
                        "say in ServiceDown that it must be there"),
                new Step("k8s/platform/Chart.yaml", "name: " + service, "add it to the dependencies"),
                new Step(
                        "k8s/platform/charts/" + service + "/Chart.yaml",
                        "name: " + service,
                        "copy the folder of another service, and link its values.yaml to ../../../" + service));
    }

    /** The steps that have not been taken yet. */
    static List<Step> missing(Path repository, String service) {
        return steps(service).stream().filter(step -> !step.isDone(repository)).toList();
    }
}
