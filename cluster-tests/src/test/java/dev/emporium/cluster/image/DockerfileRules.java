package dev.emporium.cluster.image;

import dev.emporium.cluster.image.Dockerfile.Instruction;
import dev.emporium.cluster.image.Dockerfile.Stage;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Rule;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must hold of the Dockerfile. */
final class DockerfileRules {
    private static final Pattern HEAP = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)\"");
    /** Of the memory, in percent: docs/images.md has what was measured beside a full one. */
    private static final int LARGEST_HEAP = 55;

    static final List<Rule<Dockerfile>> ALL = List.of(
            Rule.adding("what it stands on is pinned", DockerfileRules::pins),
            Rule.adding("nothing is fetched, nor kept that is secret", DockerfileRules::leaks),
            Rule.adding("paths are absolute, and what is copied is there", DockerfileRules::paths),
            ofImage("the image has a user by number and no shell", DockerfileRules::user),
            ofImage("Java is the first process, and gets the signals", DockerfileRules::start),
            ofImage("the heap is bounded by the container", DockerfileRules::heap),
            ofImage("it says what it is", DockerfileRules::labels),
            Rule.adding("the archive is made anew only when it must be", DockerfileRules::archive),
            Rule.adding("what is asked for is asked first", DockerfileRules::order));

    private DockerfileRules() {}

    private static Rule<Dockerfile> ofImage(String name, BiConsumer<Stage, Set<String>> check) {
        return Rule.adding(name, (dockerfile, faults) -> check.accept(dockerfile.image(), faults));
    }

    private static void pins(Dockerfile dockerfile, Set<String> faults) {
        Set<String> earlier = new HashSet<>();
        for (Stage stage : dockerfile.stages()) {
            if (!earlier.contains(stage.base()) && !stage.base().matches(".*:(?!latest)[^/@]+@sha256:[0-9a-f]{64}")) {
                faults.add(stage.base() + " is not pinned");
            }
            earlier.add(stage.name());
        }
    }

    private static Stream<Instruction> instructions(Dockerfile dockerfile) {
        return dockerfile.stages().stream().flatMap(stage -> stage.instructions().stream());
    }

    private static void leaks(Dockerfile dockerfile, Set<String> faults) {
        instructions(dockerfile).forEach(instruction -> {
            if (instruction.keyword().equals("ADD")) {
                faults.add("ADD fetches and unpacks, COPY does not");
            }
            if (Set.of("ARG", "ENV").contains(instruction.keyword())
                    && instruction.arguments().matches("(?i).*(password|secret|token|credential|_key).*")) {
                faults.add(instruction.arguments() + " would stay in the image");
            }
        });
    }

    private static void paths(Dockerfile dockerfile, Set<String> faults) {
        Set<String> earlier = new HashSet<>();
        for (Stage stage : dockerfile.stages()) {
            stage.all("WORKDIR").stream()
                    .filter(folder -> !folder.arguments().startsWith("/"))
                    .forEach(folder -> faults.add("WORKDIR " + folder.arguments() + " is relative"));
            stage.all("COPY").forEach(copy -> checkCopy(copy.words(), earlier, faults));
            earlier.add(stage.name());
        }
    }

    private static void checkCopy(String[] words, Set<String> stages, Set<String> faults) {
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
    private static void archive(Dockerfile dockerfile, Set<String> faults) {
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
    }

    private static void order(Dockerfile dockerfile, Set<String> faults) {
        boolean asks = dockerfile.stages().stream()
                .filter(stage -> stage.name().equals("layers"))
                .anyMatch(stage -> stage.all("COPY").stream()
                        .anyMatch(copy -> copy.arguments().startsWith("--from=asked ")));
        if (!asks) {
            faults.add("a service that is not there is found out after all of Maven");
        }
    }

    private static void user(Stage image, Set<String> faults) {
        if (!image.last("USER").matches("[1-9]\\d*:[1-9]\\d*")) {
            faults.add("the image needs a user by number, as Kubernetes cannot tell by a name who is root");
        }
        if (!image.all("RUN").isEmpty()) {
            faults.add("RUN: the image has no shell");
        }
    }

    private static void start(Stage image, Set<String> faults) {
        for (String keyword : List.of("ENTRYPOINT", "CMD")) {
            if (!image.last(keyword).startsWith("[")) {
                faults.add(keyword + " is not in exec form, so signals end at a shell");
            }
        }
        if (!image.last("ENTRYPOINT").startsWith("[\"/opt/java/bin/java\",")) {
            faults.add("Java is not the first process");
        }
    }

    private static void heap(Stage image, Set<String> faults) {
        String start = image.last("ENTRYPOINT");
        Matcher share = HEAP.matcher(start);
        if (!share.find() || start.contains("-Xmx")) {
            faults.add("the heap is not bounded by the container's limit");
        } else if (Integer.parseInt(share.group(1)) > LARGEST_HEAP) {
            faults.add("the heap leaves too little for threads, classes and buffers");
        }
        if (image.all("ENV").stream().noneMatch(set -> set.arguments().equals("MALLOC_ARENA_MAX=2"))) {
            faults.add("glibc keeps a heap for many a thread");
        }
        if (!start.contains("-XX:+ExitOnOutOfMemoryError")) {
            faults.add("the service goes on without memory");
        }
    }

    private static void labels(Stage image, Set<String> faults) {
        for (String label : List.of("title", "description", "version", "revision")) {
            if (image.all("LABEL").stream()
                    .noneMatch(labels -> labels.arguments().contains("org.opencontainers.image." + label + "="))) {
                faults.add("no label org.opencontainers.image." + label);
            }
        }
    }
}
