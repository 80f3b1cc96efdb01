package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.argo.ArgoCd;
import dev.emporium.cluster.render.Broken;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Rule;
import dev.emporium.cluster.render.RulesTest;
import dev.emporium.cluster.render.Services;
import dev.emporium.cluster.render.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentationTest extends RulesTest<Texts> {
    private static final Pattern INSTALLED =
            Pattern.compile("helm upgrade --install ([\\w-]+) [^\\n]*\\n +--version (\\S+)");
    private static final Pattern METRIC =
            Pattern.compile("\\b((?:outbox|messages?|http_server)_[a-z_]+?)(?:_bucket|_count)?\\b(?=[ `{\\[])");
    private static final Pattern CODE = Pattern.compile("(?ms)^```ts\n(.*?\n)```$");
    private static final Pattern REFUSAL = Pattern.compile("`([a-z_]+)`(?=[^|\n]* \\([45]\\d\\d\\))");
    private static final Pattern PICTURE = Pattern.compile("!\\[[^]]+]\\(docs/pictures/([\\w-]+)\\.png\\)");
    private static final int LARGEST_PICTURE = 200_000;
    private static final Pattern WORKLOAD = Pattern.compile("\\bdeploy(?:ment)?/[a-z]+-service\\b");
    private static final Pattern LINES = Pattern.compile("\\blogs (?=[^`|\\n]*-l )(?![^`|\\n]*--tail)[^`|\\n]*");
    private static final Pattern SELECTED = Pattern.compile("\\bget ([a-z.,]+)\\s-l\\s([a-z./-]+)=");
    private static final Pattern PATCHED = Pattern.compile("\\bkubectl patch (\\w+) ([\\w-]+)");
    private static final Pattern EXAMPLE = Pattern.compile(
            "(?m)^(?! *#).*(\\bemporium\\.example|docker\\.io/emporium|s3://emporium|github\\.com/emporium)");
    private static final Pattern OF_AGENT = Pattern.compile("\\b(?:JAVA_TOOL_OPTIONS|OTEL_[A-Z_]+)\\b");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#]+)");

    DocumentationTest() {
        super(
                "documentation",
                List.of(
                        new Rule<>(
                                "a cluster of one's own has the versions that Argo CD installs",
                                texts -> otherVersions(texts.of("docs/deployment.md"))),
                        new Rule<>("runbooks name metrics that there are", DocumentationTest::unknownMetrics),
                        new Rule<>(
                                "what is asked of a service's pods is asked of Deployments and Rollouts alike",
                                texts -> inOperatorsPages(texts, WORKLOAD)),
                        new Rule<>(
                                "who looks for a line among those of pods looks at more than the last ten",
                                texts -> inOperatorsPages(texts, LINES)),
                        new Rule<>("what is asked for by a label bears it", DocumentationTest::askedForByAnotherLabel),
                        new Rule<>("what is patched is nobody else's", DocumentationTest::patchedInVain),
                        new Rule<>(
                                "what commands name is there",
                                texts -> inCommands(texts, new NamesInCommands()::unknown)),
                        new Rule<>(
                                "what is set of an application with a list of sources says of which",
                                texts -> inCommands(texts, new NamesInCommands()::ofNoSource)),
                        new Rule<>(
                                "the guide names each file that has to be made one's own",
                                DocumentationTest::notOnesOwn),
                        new Rule<>("links lead somewhere", DocumentationTest::brokenLinks),
                        new Rule<>("it is said of each operation whose word is enough", WordsThatAreEnough::missing),
                        new Rule<>("a service's README tells its variables", DocumentationTest::untoldVariables)));
    }

    @Override
    protected Map<String, Texts> documents() {
        return Map.of("as they are", Texts.OF_THE_REPOSITORY);
    }

    @Override
    protected Texts broken(Broken fixture) {
        return Texts.OF_THE_REPOSITORY.with(fixture);
    }

    @Test
    void thereIsSomethingToHoldToTheRules() {
        assertThat(INSTALLED.matcher(read(Documents.path("docs/deployment.md"))).results())
                .hasSizeGreaterThan(3);
        assertThat(METRIC.matcher(all("docs/runbooks", ".md")).results()).hasSizeGreaterThan(5);
        assertThat(files("docs/runbooks", ".md").stream().flatMap(file -> NamesInCommands.commands(read(file))))
                .hasSizeGreaterThan(90);
    }

    @Test
    void whoeverComesFindsWhatTheyLookForWhereTheyLook() {
        assertThat(read(Documents.path("LICENSE"))).startsWith("MIT License\n").contains("the Emporium maintainers");
        assertThat(read(Documents.path("README.md")))
                .contains("(CONTRIBUTING.md)", "(SECURITY.md)", "(CHANGELOG.md)", "(LICENSE)");
        assertThat(read(Documents.path("CHANGELOG.md")).lines().filter(line -> line.startsWith("## ")))
                .startsWith("## [Unreleased]")
                .allMatch(line -> line.matches("## \\[(Unreleased|\\d+\\.\\d+\\.\\d+)]( - \\d{4}-\\d\\d-\\d\\d)?"));
    }

    /** That they are there the rule of links says. */
    @Test
    void thePicturesAreSmallAndMadeByOneCommand() throws IOException {
        String script = read(Documents.path("monitoring/pictures.sh"));
        List<String> shown = PICTURE.matcher(read(Documents.path("README.md")))
                .results()
                .map(picture -> picture.group(1))
                .toList();
        assertThat(shown).hasSizeGreaterThanOrEqualTo(3);
        for (String picture : shown) {
            byte[] bytes = Files.readAllBytes(Documents.path("docs/pictures", picture + ".png"));
            assertThat(bytes).hasSizeLessThan(LARGEST_PICTURE).startsWith(0x89, 'P', 'N', 'G');
            assertThat(script).containsPattern("docs/pictures/" + picture + "\\.png|photograph " + picture + " ");
        }
    }

    /** It is generated, compiled and run by the tests of the whole platform. */
    @Test
    void theShopOfTheGuideIsTheOneThatIsTested() {
        String guide = read(Documents.path("docs/shop.md"));
        Path client = Documents.path("system-tests/clients/typescript/shop.ts");
        String shop = read(client);
        String scripts = read(Documents.path("system-tests/clients/package.json"));

        assertThat(CODE.matcher(guide).results()).hasSizeGreaterThan(8);
        assertThat(CODE.matcher(guide).results())
                .allSatisfy(code -> assertThat(shop).contains("\n" + code.group(1)));
        assertThat(guide.lines().filter(line -> line.startsWith("npm run ")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(scripts).contains('"' + line.split(" +")[2] + "\":"));
    }

    @Test
    void theRefusalsOfTheGuideAreThoseOfTheServices() {
        String code = Stream.of("platform", "cart-service", "order-service")
                .map(module -> all(module + "/src/main/java", ".java"))
                .collect(Collectors.joining());

        assertThat(REFUSAL.matcher(read(Documents.path("docs/shop.md"))).results())
                .hasSizeGreaterThan(5)
                .allSatisfy(refusal -> assertThat(code).contains('"' + refusal.group(1) + '"'));
    }

    /** What its configuration reads, but for the one that explains how, and what its workload gives Java and the agent. */
    private static Stream<String> untoldVariables(Texts texts) {
        List<String> ofAgent = OF_AGENT.matcher(texts.of("k8s/chart/templates/workload.yaml"))
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        return Services.names().stream()
                .flatMap(service -> Stream.concat(Services.variables(service).stream(), ofAgent.stream())
                        .filter(variable -> !variable.equals("VAR"))
                        .filter(variable -> !texts.of(service + "/README.md").contains("`" + variable + "`"))
                        .map(variable -> service + ": " + variable));
    }

    private static Stream<String> otherVersions(String guide) {
        JsonNode operators = Documents.read(Documents.path("argocd/environment/values.yaml"))
                .get(0)
                .path("operators");
        List<String> known = ArgoCd.list(operators).stream()
                .map(operator -> operator.path("name").asText() + " "
                        + operator.path("version").asText())
                .toList();
        return INSTALLED
                .matcher(guide)
                .results()
                .map(installed -> installed.group(1) + " " + installed.group(2))
                .filter(installed -> !known.contains(installed));
    }

    private static Stream<String> unknownMetrics(Texts texts) {
        String code = all("platform/src/main/java", ".java");
        return files("docs/runbooks", ".md").stream()
                .flatMap(file -> METRIC.matcher(texts.of(path(file))).results())
                .map((MatchResult metric) -> metric.group(1))
                .distinct()
                .filter(metric -> !code.contains('"' + metric + '"'));
    }

    private static Stream<String> inOperatorsPages(Texts texts, Pattern wrong) {
        return files("docs", ".md").stream().flatMap(file -> wrong.matcher(texts.of(path(file)))
                .results()
                .map(command -> file.getFileName() + ": " + command.group()));
    }

    private static Stream<String> askedForByAnotherLabel(Texts texts) {
        Cluster cluster = Services.everything("staging");
        return files("docs", ".md").stream().flatMap(file -> SELECTED.matcher(texts.of(path(file)))
                .results()
                .flatMap(command -> Stream.of(command.group(1).split(","))
                        .filter(kind -> noneBears(cluster, kind.replaceFirst("\\..*|s$", ""), command.group(2)))
                        .map(kind -> file.getFileName() + ": " + kind + " by " + command.group(2))));
    }

    /** Of a kind that stands in git: what others make bears what they give it. */
    private static boolean noneBears(Cluster cluster, String kind, String label) {
        List<JsonNode> labels = cluster.objects().stream()
                .filter(object -> kind.equalsIgnoreCase(object.path("kind").asText()))
                .map(object -> object.at("/metadata/labels"))
                .toList();
        return !labels.isEmpty() && labels.stream().noneMatch(borne -> borne.has(label));
    }

    /** What a controller has made of something else it writes anew, as soon as somebody changes it. */
    private static Stream<String> patchedInVain(Texts texts) {
        Cluster cluster = Services.everything("staging");
        return files("docs", ".md").stream().flatMap(file -> PATCHED.matcher(texts.of(path(file)))
                .results()
                .filter(command -> cluster.objects().stream()
                        .noneMatch(object -> isCalled(object, command.group(1))
                                && Cluster.name(object).equals(command.group(2))))
                .map(command -> file.getFileName() + ": " + command.group()));
    }

    private static Stream<String> inCommands(Texts texts, Function<String, Stream<String>> faults) {
        return files("docs", ".md").stream()
                .flatMap(file -> faults.apply(texts.of(path(file))).map(fault -> file.getFileName() + ": " + fault));
    }

    private static boolean isCalled(JsonNode object, String kind) {
        String own = object.path("kind").asText();
        return own.equalsIgnoreCase(kind) || own.equals("HorizontalPodAutoscaler") && kind.equals("hpa");
    }

    private static Stream<String> notOnesOwn(Texts texts) {
        String table = texts.of("docs/deployment.md").replaceAll("(?s).*### 1\\. Make it yours(.*?)###.*", "$1");
        return Stream.of("argocd", "emissary", "k8s", "logging", "monitoring", ".github")
                .flatMap(room -> files(room, "ml").stream())
                .filter(file -> !Files.isSymbolicLink(file))
                .map(DocumentationTest::path)
                .filter(file -> EXAMPLE.matcher(texts.of(file)).find())
                .map(file -> file.replaceAll("\\b(staging|production)\\b", "<environment>"))
                .filter(file -> !table.contains("`" + file + "`"));
    }

    private static Stream<String> brokenLinks(Texts texts) {
        Stream<Path> others = Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
                .flatMap(name -> files("", name).stream());
        return Stream.concat(files("docs", ".md").stream(), others).flatMap(file -> LINK.matcher(texts.of(path(file)))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !Files.exists(file.resolveSibling(link)))
                .map(link -> file.getFileName() + ": " + link));
    }

    private static String path(Path file) {
        return Documents.path("").relativize(file).toString();
    }

    private static String all(String folder, String suffix) {
        return files(folder, suffix).stream().map(DocumentationTest::read).collect(Collectors.joining("\n"));
    }

    private static List<Path> files(String folder, String suffix) {
        return Documents.ours(Documents.path(folder)).stream()
                .filter(file -> file.toString().endsWith(suffix))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
