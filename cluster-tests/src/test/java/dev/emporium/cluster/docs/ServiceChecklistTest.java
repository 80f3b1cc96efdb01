package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.docs.ServiceChecklist.Step;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceChecklistTest {
    private static final Path ROOT = Documents.path("");
    private static final String ONE = "cart-service";

    @TempDir
    private Path copy;

    static List<Step> steps() {
        return ServiceChecklist.steps(ONE);
    }

    @Test
    void everyServiceHasAllThatItNeeds() {
        assertThat(Services.modules()).contains("product-service", "cart-service", "order-service");
        assertThat(Services.modules().stream().flatMap(service -> ServiceChecklist.missing(ROOT, service).stream()))
                .describedAs("docs/add-a-service.md tells how")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aStepLeftOutIsNamed(Step step) throws IOException {
        for (Step other : steps()) {
            Path file = copy.resolve(other.file());
            Files.createDirectories(file.getParent());
            Files.copy(ROOT.resolve(other.file()), file);
        }
        assertThat(ServiceChecklist.missing(copy, ONE)).isEmpty();

        Path file = copy.resolve(step.file());
        if (step.file().contains(ONE)) {
            Files.delete(file);
        } else {
            Files.writeString(file, Files.readString(file).replace(step.text(), ""));
        }
        assertThat(ServiceChecklist.missing(copy, ONE)).containsExactly(step);
    }

    @Test
    void aServiceOfWhichNobodyKnowsIsToldEveryStep() {
        assertThat(ServiceChecklist.missing(ROOT, "nowhere-service"))
                .isEqualTo(ServiceChecklist.steps("nowhere-service"));
    }

    @Test
    void theChecklistNamesEveryFileAndFitsOnAPage() throws IOException {
        String checklist = Files.readString(Documents.path("docs/add-a-service.md"));

        assertThat(checklist.lines().count()).isLessThanOrEqualTo(50);
        assertThat(checklist)
                .contains(ServiceChecklist.steps("<name>-service").stream()
                        .map(Step::file)
                        .collect(Collectors.toList()));
    }
}
