package dev.emporium.cluster.docs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.argo.ArgoCd;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Rule;
import dev.emporium.cluster.render.Schemas;
import dev.emporium.cluster.render.Services;
import dev.emporium.cluster.render.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold of the pipelines. */
final class Workflows {
    /** Ecosystems by Dependabot's names, and where their versions stand. */
    private static final Map<String, String> ECOSYSTEMS = Map.of(
            "maven", "/",
            "docker", "/",
            "docker-compose", "/",
            "github-actions", "/",
            "npm", "/system-tests/clients",
            "pip", "/system-tests/fuzz");

    private static final Pattern USES = Pattern.compile("(?m)^\\s*(?:- )?uses: *(.+)$");
    private static final Pattern PINNED =
            Pattern.compile("[\\w.-]+(/[\\w.-]+)+@[0-9a-f]{40} # v\\d+(\\.\\d+)*|\\./\\S+");
    private static final Pattern SECRET =
            Pattern.compile("secrets\\.(\\w+)|^ {4}secrets: *(inherit)", Pattern.MULTILINE);
    private static final Pattern OF_A_CLUSTER = Pattern.compile("\\[ \"\\$\\{1:-}\" = (--cluster(?:=\\w+)?) ]");
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{");
    private static final Pattern IMAGE = Pattern.compile("([\\w.-]+/[\\w-]+)/\\$");

    private static final Set<String> TOLD = Set.of("DOCKER_USERNAME", "DOCKER_PASSWORD", "STAGING_KUBECONFIG");
    private static final List<String> JAVAS = List.of("17", "21", "25");
    private static final List<String> MACHINES =
            List.of("ubuntu-24.04", "ubuntu-24.04-arm", "macos-15-intel", "macos-15");
    private static final String DEPENDABOT = ".github/dependabot.yml";
    private static final String CI = ".github/workflows/ci.yml";
    private static final String CLUSTER = ".github/workflows/cluster.yml";
    /** What is tried in a cluster besides that which Argo CD deploys: what the guide builds there, and what asks. */
    private static final List<String> TRIED = List.of(
            "argocd/**",
            "k8s/**",
            "Dockerfile",
            ".dockerignore",
            "images/**",
            "simulators/**",
            "docs/deployment.md",
            "cluster-tests/**",
            "run_tests.sh",
            ".mvn/**",
            "pom.xml",
            CLUSTER);

    private static final String IMAGES = ".github/workflows/images.yml";

    /** Of each workflow. */
    static final List<Rule<String>> OF_EACH = List.of(
            Rule.of("it fits its schema", text -> Schemas.violations("schemastore/github-workflow", parse(text))),
            Rule.of("actions are pinned", Workflows::pins),
            Rule.of("a workflow may read and nothing else", Workflows::permissions),
            Rule.of("nothing is filled into a script", Workflows::scripts),
            Rule.of("a job has a time-out", Workflows::timeouts),
            Rule.of("a checkout leaves no credentials", Workflows::credentials),
            Rule.of("secrets are those that are told of", text -> secrets(text, TOLD)),
            Rule.of("what tests have logged is kept when they fail", Workflows::logs));

    /** Of what certain files say. */
    static final List<Rule<Texts>> OF_ALL = List.of(
            Rule.of(
                    "Dependabot reads its configuration",
                    texts -> Schemas.violations("schemastore/dependabot-2.0", parse(texts.of(DEPENDABOT)))),
            Rule.of("what is pinned is looked after", texts -> unwatched(parse(texts.of(DEPENDABOT)))),
            Rule.of("what is new is proposed when it is a week old", texts -> hasty(parse(texts.of(DEPENDABOT)))),
            Rule.of(
                    "all is tested with each Java that is promised",
                    texts -> promises(texts, javas(texts.of(CI)), JAVAS, "a JDK (17, 21 or 25)")),
            Rule.of(
                    "it is tried on each machine that is promised",
                    texts -> promises(
                            texts,
                            machines(texts.of(CI)),
                            MACHINES,
                            "Linux or macOS, on x86-64 or ARM64",
                            "ubuntu-24.04",
                            "ubuntu-24.04-arm",
                            "macos-15-intel",
                            "macos-15")),
            Rule.of("images are where the chart and Compose find them", Workflows::places),
            Rule.of("changes to main and develop are tested", texts -> triggers(texts.of(CI))),
            Rule.of("latest is what main has", texts -> latest(texts.of(IMAGES))),
            Rule.of("a release is made of its tag alone", texts -> release(texts.of(".github/workflows/release.yml"))),
            Rule.of(
                    "images of a release are named by its version and others by their commit",
                    texts -> imageTags(texts.of(IMAGES))),
            Rule.of(
                    "what can be asked of a cluster is asked of one",
                    texts -> unasked(texts.of("run_tests.sh"), texts.of(CLUSTER))),
            Rule.of("what is deployed is tried when it changes", Workflows::untried),
            Rule.of(
                    "a digest is that of the image that was signed",
                    texts -> digests(texts.of(IMAGES), texts.of(".github/workflows/release.yml"))));

    private Workflows() {}

    private static List<String> promises(Texts texts, List<String> kept, List<String> made, String... said) {
        String readme = texts.of("README.md");
        Stream<String> broken = kept.equals(made) ? Stream.of() : Stream.of("it is tested with " + kept);
        Stream<String> unsaid = Stream.of(said).filter(words -> !readme.contains(words));
        return Stream.concat(broken, unsaid.map(words -> "the README does not promise " + words))
                .toList();
    }

    private static List<String> places(Texts texts) {
        String registry = parse(texts.of("k8s/chart/values.yaml"))
                .at("/global/image/registry")
                .asText();
        return images(texts.of(IMAGES), registry, parse(texts.of("docker-compose.yml")), Services.modules());
    }

    static List<Path> files() {
        try (Stream<Path> files = Files.list(Documents.path(".github/workflows"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A tag can be moved to other code by whoever gets hold of an action's repository; a commit cannot. */
    private static List<String> pins(String workflow) {
        return found(USES, workflow)
                .filter(use -> !PINNED.matcher(use.trim()).matches())
                .map(use -> "not a commit with its version: " + use)
                .toList();
    }

    /** The workflow has the right to read and no other, and a job says what more it needs. */
    private static List<String> permissions(String workflow) {
        JsonNode permissions = parse(workflow).path("permissions");
        return permissions.size() == 1 && permissions.path("contents").asText().equals("read")
                ? List.of()
                : List.of("its permissions are not those to read the contents: " + permissions);
    }

    /** What is filled into a script before it runs can be a script; a variable cannot. */
    private static List<String> scripts(String workflow) {
        return jobs(workflow)
                .flatMap(job -> job.path("steps").findValuesAsText("run").stream())
                .filter(script -> EXPRESSION.matcher(script).find())
                .map(script -> "an expression within a script: " + script)
                .toList();
    }

    /** A job that calls another workflow has that one's. */
    private static List<String> timeouts(String workflow) {
        return jobs(workflow)
                .filter(job -> !job.has("uses") && !job.has("timeout-minutes"))
                .map(job -> "a job without a time-out: " + job)
                .toList();
    }

    /** A token that a checkout leaves on the disk is every later step's: only a job that pushes has one. */
    private static List<String> credentials(String workflow) {
        return jobs(workflow)
                .flatMap(job -> ArgoCd.list(job.path("steps")).stream()
                        .filter(step -> step.path("uses").asText().startsWith("actions/checkout@"))
                        .filter(step -> step.at("/with/persist-credentials").asBoolean(true) && !pushes(job, step)))
                .map(step -> "a checkout keeps credentials: " + step)
                .toList();
    }

    /** It says both: that it has the right, and that it means to. */
    private static boolean pushes(JsonNode job, JsonNode checkout) {
        return job.at("/permissions/contents").asText().equals("write")
                && checkout.at("/with/persist-credentials").isBoolean();
    }

    private static List<String> secrets(String workflow, Set<String> known) {
        return SECRET.matcher(workflow)
                .results()
                .map(use -> Objects.requireNonNullElse(use.group(1), use.group(2)))
                .filter(secret -> !known.contains(secret))
                .distinct()
                .map(secret -> "an unknown secret: " + secret)
                .toList();
    }

    /** A job that has failed, or took too long, leaves what Maven said and what each test wrote. */
    private static List<String> logs(String workflow) {
        return jobs(workflow)
                .filter(job -> job.path("steps").findValuesAsText("run").stream()
                        .anyMatch(script -> script.contains("./run_tests.sh")))
                .filter(job -> ArgoCd.list(job.path("steps")).stream().noneMatch(step -> keeps(job, step)))
                .map(job -> "the logs of a job are lost: " + job)
                .toList();
    }

    private static boolean keeps(JsonNode job, JsonNode step) {
        String log = "target/run_tests.log";
        String path = step.at("/with/path").asText();
        boolean copied = path.equals("${{ runner.temp }}/logs")
                && job.path("steps").findValuesAsText("run").stream()
                        .anyMatch(script -> script.contains(log + " \"$RUNNER_TEMP/logs\""));
        return step.path("uses").asText().startsWith("actions/upload-artifact@")
                && List.of("always()", "failure() || cancelled()")
                        .contains(step.path("if").asText())
                && (copied || path.contains(log));
    }

    /** The registries, each with its owner, that images are pushed to. */
    private static Set<String> registries(String workflow) {
        return found(IMAGE, workflow).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Images are pushed to where the chart takes them from, and Compose names its own as they are called there. */
    private static List<String> images(String workflow, String registry, JsonNode compose, List<String> services) {
        Stream<String> pushed = registries(workflow).equals(Set.of(registry))
                ? Stream.of()
                : Stream.of("images are pushed to " + registries(workflow));
        Stream<String> named = services.stream().flatMap(service -> {
            String image = "docker.io/"
                    + compose.path("services").path(service).path("image").asText();
            return image.startsWith(registry + "/" + service + ":") ? Stream.of() : Stream.of("Compose names " + image);
        });
        return Stream.concat(pushed, named).toList();
    }

    /** What is pinned in the repository, and nobody would look after. */
    private static List<String> unwatched(JsonNode dependabot) {
        List<JsonNode> watched = ArgoCd.list(dependabot.path("updates"));
        return ECOSYSTEMS.entrySet().stream()
                .filter(pinned -> watched.stream()
                        .noneMatch(update ->
                                update.path("package-ecosystem").asText().equals(pinned.getKey())
                                        && update.path("directory").asText().equals(pinned.getValue())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** What is proposed within its first week, when what is wrong with it may not have been found yet. */
    private static List<String> hasty(JsonNode dependabot) {
        return ArgoCd.list(dependabot.path("updates")).stream()
                .filter(update -> update.at("/cooldown/default-days").asInt() < 7)
                .map(update -> update.path("package-ecosystem").asText())
                .toList();
    }

    /** The kinds of machine that it is tried on. */
    private static List<String> machines(String workflow) {
        JsonNode machine = parse(workflow).at("/jobs/machine");
        return machine.path("runs-on").asText().equals("${{ matrix.machine }}")
                ? ArgoCd.list(machine.at("/strategy/matrix/machine")).stream()
                        .map(JsonNode::asText)
                        .toList()
                : List.of();
    }

    /** The versions of Java that everything is tested with. */
    private static List<String> javas(String workflow) {
        JsonNode everything = parse(workflow).at("/jobs/everything");
        return everything.path("steps").findValuesAsText("java-version").equals(List.of("${{ matrix.java }}"))
                ? ArgoCd.list(everything.at("/strategy/matrix/java")).stream()
                        .map(JsonNode::asText)
                        .toList()
                : List.of();
    }

    /** Every pull request is tested, and every push to the branches that last. */
    private static List<String> triggers(String workflow) {
        JsonNode on = parse(workflow).path("on");
        Stream<String> requests =
                on.has("pull_request") && on.path("pull_request").isEmpty()
                        ? Stream.of()
                        : Stream.of("not every pull request is tested");
        Stream<String> pushes = on.path("push").toString().equals("{\"branches\":[\"main\",\"develop\"]}")
                ? Stream.of()
                : Stream.of("not every push to main and develop is tested");
        return Stream.concat(requests, pushes).toList();
    }

    private static List<String> latest(String workflow) {
        List<String> tags =
                workflow.lines().filter(line -> line.contains("latest")).toList();
        return tags.size() == 1 && tags.get(0).strip().startsWith("${{ github.ref == 'refs/heads/main' && ")
                ? List.of()
                : List.of("latest is not what main has: " + tags);
    }

    /**
     * A release is made of tags alone; nothing of it begins before its first job has held the tag against the version and
     * has seen that there are notes; its images are those of the one workflow that makes images, which all tests precede.
     */
    private static List<String> release(String workflow) {
        JsonNode release = parse(workflow);
        JsonNode jobs = release.path("jobs");
        List<String> problems = new ArrayList<>();
        if (!release.path("on").toString().equals("{\"push\":{\"tags\":[\"v*\"]}}")) {
            problems.add("it is not made of tags alone");
        }
        String check = String.join("\n", jobs.path("check").findValuesAsText("run"));
        for (String step : List.of(
                "version.sh is-that-of \"$GITHUB_REF_NAME\"",
                "version.sh is-not-out \"$GITHUB_REF_NAME\"",
                "changelog.sh \"$version\"")) {
            if (check.lines().noneMatch(line -> line.strip().equals(".github/scripts/" + step))) {
                problems.add("it does not begin with " + step);
            }
        }
        jobs.fieldNames().forEachRemaining(job -> {
            if (!job.equals("check") && !comesAfter(jobs, job, "check")) {
                problems.add(job + " does not wait for the check");
            }
        });
        if (!jobs.at("/images/uses").asText().equals("./.github/workflows/images.yml")
                || workflow.contains("docker/build-push-action")) {
            problems.add("its images are not made as all others");
        }
        if (!jobs.path("tests").findValuesAsText("run").contains("./run_tests.sh")
                || !comesAfter(jobs, "images", "tests")
                || !comesAfter(jobs, "release", "images")) {
            problems.add("not tests, then images, then the release");
        }
        return problems;
    }

    private static boolean comesAfter(JsonNode jobs, String job, String other) {
        JsonNode needs = jobs.path(job).path("needs");
        List<String> earlier = needs.isTextual()
                ? List.of(needs.asText())
                : ArgoCd.list(needs).stream().map(JsonNode::asText).toList();
        return earlier.contains(other) || earlier.stream().anyMatch(each -> comesAfter(jobs, each, other));
    }

    /** Each way that {@code run_tests.sh} has, by its name or by that of a part, and the shop as it is from outside. */
    private static List<String> unasked(String script, String workflow) {
        String asked = jobs(workflow)
                .flatMap(job -> {
                    Stream<String> parts = ArgoCd.list(job.at("/strategy/matrix/part")).stream()
                            .map(part -> "./run_tests.sh --cluster=" + part.asText());
                    return Stream.concat(parts, job.path("steps").findValuesAsText("run").stream());
                })
                .collect(Collectors.joining("\n", "", "\n"));
        Stream<String> ways = found(OF_A_CLUSTER, script).map(way -> "./run_tests.sh " + way + "\n");
        return Stream.concat(ways, Stream.of("EMPORIUM_URL="))
                .filter(way -> !asked.contains(way))
                .map(way -> "nowhere is " + way.strip())
                .toList();
    }

    /** The folders that Argo CD deploys from, and the rest, that changes of pull requests are not tried for. */
    private static List<String> untried(Texts texts) {
        Set<String> tried = ArgoCd.list(parse(texts.of(CLUSTER)).at("/on/pull_request/paths")).stream()
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
        Stream<String> rooms =
                parse(texts.of("argocd/environment/values.yaml")).path("rooms").findValuesAsText("path").stream()
                        .map(path -> path.split("/")[0] + "/**");
        return Stream.concat(rooms, TRIED.stream())
                .distinct()
                .filter(path -> !tried.contains(path))
                .map(path -> "a change of " + path + " is tried by nobody")
                .toList();
    }

    /**
     * A tag may name another image by the time it is looked up: the same commit on another branch is built under it too. So
     * each image hands on its digest once it is signed, and nobody asks the registry.
     */
    private static List<String> digests(String images, String release) {
        List<JsonNode> steps = ArgoCd.list(parse(images).at("/jobs/image/steps"));
        List<String> order = steps.stream()
                .map(step -> step.path("name").asText() + step.path("uses").asText())
                .toList();
        List<String> problems = new ArrayList<>();
        if (steps.isEmpty() || order.indexOf("Sign the image and its list") != steps.size() - 3) {
            problems.add("a digest is handed on before its image is signed: " + order);
        }
        if (!steps.get(steps.size() - 1).at("/with/name").asText().equals("digest-${{ matrix.service }}")) {
            problems.add("no digest is handed on");
        }
        for (JsonNode job :
                List.of(parse(images).at("/jobs/deploy"), parse(release).at("/jobs/release"))) {
            if (job.toString().contains("imagetools")) {
                problems.add("a digest is looked up by a tag: " + job);
            }
            if (!job.path("steps").findValuesAsText("pattern").equals(List.of("digest-*"))) {
                problems.add("a job has no digests: " + job);
            }
        }
        return problems;
    }

    /** What a called workflow names its images by: the version that it is given, or else the commit. */
    private static List<String> imageTags(String workflow) {
        JsonNode image = parse(workflow).at("/jobs/image");
        List<String> problems = new ArrayList<>();
        if (!image.at("/env/TAG").asText().equals("${{ inputs.version || github.sha }}")) {
            problems.add("the tag is " + image.at("/env/TAG"));
        }
        List<String> names = Stream.of("tags", "image-ref")
                .flatMap(name -> image.findValuesAsText(name).stream())
                .map(text -> text.lines().findFirst().orElse(""))
                .toList();
        if (!Set.copyOf(names).equals(Set.of("${{ env.IMAGE }}:${{ env.TAG }}"))) {
            problems.add("images are not named by the tag: " + names);
        }
        return problems;
    }

    static JsonNode parse(String workflow) {
        return Documents.parse(workflow).get(0);
    }

    private static Stream<JsonNode> jobs(String workflow) {
        return ArgoCd.list(parse(workflow).path("jobs")).stream();
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult result) -> result.group(1));
    }
}
