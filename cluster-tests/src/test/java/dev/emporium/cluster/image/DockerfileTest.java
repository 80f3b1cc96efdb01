package dev.emporium.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.image.Dockerfile.Instruction;
import dev.emporium.cluster.image.Dockerfile.Stage;
import dev.emporium.cluster.render.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileTest {
    @Test
    void keepsTheRulesOfTheHouse() throws IOException {
        assertThat(faults(dockerfile())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maven:3.9.11-eclipse-temurin-17 | maven             | is not pinned",
                "eclipse-temurin-17@sha256:      | eclipse-temurin-17-                | is not pinned",
                "debian12:nonroot                | debian12:latest   | is not pinned",
                "--from=runtime                  | --from=elsewhere  | no stage elsewhere",
                "images/settle.sh /images        | images/no.sh /images | images/no.sh is not there",
                "USER 65532:65532                | USER nonroot      | a user by number",
                "USER 65532:65532                | USER 0            | a user by number",
                "USER 65532:65532                | RUN useradd emporium | has no shell",
                "WORKDIR /app                    | WORKDIR app       | WORKDIR app is relative",
                "CMD [\"server\"]                | CMD server        | CMD is not in exec form",
                "ENTRYPOINT [                    | ENTRYPOINT exec [ | ENTRYPOINT is not in exec form",
                "/opt/java/bin/java\",           | /bin/sh\",        | Java is not the first process",
                "-XX:MaxRAMPercentage=65         | -Xmx4g            | the heap is not bounded by the container",
                "+ExitOnOutOfMemoryError         | -HeapDumpOnOutOfMemoryError | goes on without memory",
                "ARG REVISION=unknown            | ARG GIT_TOKEN     | GIT_TOKEN would stay in the image",
                "ARG REVISION=unknown            | ENV DB_PASSWORD=x | DB_PASSWORD=x would stay in the image",
                "COPY . ./                       | ADD https://example.com/x / | ADD",
                "debian12:nonroot                | example:5000/debian | is not pinned",
                "USER 65532:65532                | USER 65532:65532\\nUSER 0:0 | a user by number",
                "CMD [\"server\"]                | CMD [\"server\"]\\nCMD server | CMD is not in exec form",
                "ENTRYPOINT [                    | LABEL start=[     | Java is not the first process",
                "MaxRAMPercentage=65             | MaxRAMPercentage=65\", \"-Xmx4g | the heap is not bounded by the container",
                "image.revision                  | image.rev         | no label org.opencontainers.image.revision",
                "FROM runtime AS archive         | FROM build AS archive | the archive is made anew with every change of the source",
                "COPY images/archive.sh images/settle.sh images/ | COPY . ./ | the archive is made anew with every change of the source",
                "--from=layers /service /service | --from=build /source /service | the archive is made anew with every change of the source",
                ",sharing=locked                 |                   | four rehearsals at once",
                "COPY --from=asked /asked /asked\\nRUN images | RUN images | a service that is not there is found out after all of Maven",
            })
    void findsWhatBreaksARule(String right, String wrong, String fault) throws IOException {
        String part = right.replace("\\n", "\n");
        assertThat(dockerfile()).contains(part);

        assertThat(faults(dockerfile().replace(part, wrong == null ? "" : wrong.replace("\\n", "\n"))))
                .anySatisfy(found -> assertThat(found).contains(fault));
    }

    private static String dockerfile() throws IOException {
        return Files.readString(Documents.path("Dockerfile"));
    }

    private static List<String> faults(String text) {
        List<String> faults = new ArrayList<>();
        Dockerfile dockerfile = Dockerfile.parse(text);
        Set<String> earlier = new HashSet<>();
        for (Stage stage : dockerfile.stages()) {
            if (!earlier.contains(stage.base()) && !stage.base().matches(".*:(?!latest)[^/@]+@sha256:[0-9a-f]{64}")) {
                faults.add(stage.base() + " is not pinned");
            }
            for (Instruction instruction : stage.instructions()) {
                checkInstruction(instruction, earlier, faults);
            }
            earlier.add(stage.name());
        }
        checkImage(dockerfile.image(), faults);
        checkArchive(dockerfile, faults);
        return faults;
    }

    private static void checkInstruction(Instruction instruction, Set<String> stages, List<String> faults) {
        switch (instruction.keyword()) {
            case "ADD" -> faults.add("ADD fetches and unpacks, COPY does not");
            case "ARG", "ENV" -> {
                if (instruction.arguments().matches("(?i).*(password|secret|token|credential|_key).*")) {
                    faults.add(instruction.arguments() + " would stay in the image");
                }
            }
            case "WORKDIR" -> {
                if (!instruction.arguments().startsWith("/")) {
                    faults.add("WORKDIR " + instruction.arguments() + " is relative");
                }
            }
            case "COPY" -> checkCopy(instruction.words(), stages, faults);
            default -> {
                // nothing to hold against it
            }
        }
    }

    private static void checkCopy(String[] words, Set<String> stages, List<String> faults) {
        if (words[0].startsWith("--from=")) {
            String stage = words[0].substring("--from=".length());
            if (!stages.contains(stage)) {
                faults.add("no stage " + stage);
            }
            return;
        }
        for (String source : List.of(words).subList(0, words.length - 1)) {
            if (!Files.exists(Documents.path(source))) {
                faults.add(source + " is not there");
            }
        }
    }

    /** A layer that is made anew is another one, and what stands on it is started anew. */
    private static void checkArchive(Dockerfile dockerfile, List<String> faults) {
        Stage archive = dockerfile.stages().stream()
                .filter(stage -> stage.name().equals("archive"))
                .findFirst()
                .orElseThrow();
        boolean isOwn = archive.base().equals("runtime")
                && archive.all("COPY").stream()
                        .allMatch(copy -> !copy.words()[0].equals(".")
                                && (!copy.arguments().startsWith("--from=build ")
                                        || copy.words()[1].startsWith("/source/standalone/target/")));
        if (!isOwn) {
            faults.add("the archive is made anew with every change of the source");
        }
        if (archive.all("RUN").stream()
                .noneMatch(run -> run.arguments().matches("--mount=type=cache,\\S*sharing=locked .*"))) {
            faults.add("four rehearsals at once");
        }
        boolean asks = dockerfile.stages().stream()
                .filter(stage -> stage.name().equals("layers"))
                .anyMatch(stage -> stage.all("COPY").stream()
                        .anyMatch(copy -> copy.arguments().startsWith("--from=asked ")));
        if (!asks) {
            faults.add("a service that is not there is found out after all of Maven");
        }
    }

    private static void checkImage(Stage image, List<String> faults) {
        if (!image.last("USER").matches("[1-9]\\d*:[1-9]\\d*")) {
            faults.add("the image needs a user by number, as Kubernetes cannot tell by a name who is root");
        }
        if (!image.all("RUN").isEmpty()) {
            faults.add("RUN: the image has no shell");
        }
        for (String keyword : List.of("ENTRYPOINT", "CMD")) {
            if (!image.last(keyword).startsWith("[")) {
                faults.add(keyword + " is not in exec form, so signals end at a shell");
            }
        }
        String start = image.last("ENTRYPOINT");
        if (!start.startsWith("[\"/opt/java/bin/java\",")) {
            faults.add("Java is not the first process");
        }
        if (!start.contains("-XX:MaxRAMPercentage=") || start.contains("-Xmx")) {
            faults.add("the heap is not bounded by the container's limit");
        }
        if (!start.contains("-XX:+ExitOnOutOfMemoryError")) {
            faults.add("the service goes on without memory");
        }
        for (String label : List.of("title", "description", "version", "revision")) {
            if (image.all("LABEL").stream()
                    .noneMatch(labels -> labels.arguments().contains("org.opencontainers.image." + label + "="))) {
                faults.add("no label org.opencontainers.image." + label);
            }
        }
    }
}
