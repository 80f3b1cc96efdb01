package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The version stands in pom.xml; what has a copy, as it cannot read it there, is changed by one script with it. */
class VersionTest {
    private static final String SCRIPT = ".github/scripts/version.sh";
    private static final Pattern VERSION = Pattern.compile("(?m)^  <version>(.+)</version>$");
    private static final Pattern PARENT = Pattern.compile("(?s)<parent>.*<version>(.+)</version>\\s*</parent>");

    private static final String MEANT = "# Why\n- breaks: \"gone-service: is gone\"\n  reason: nobody asked\n";

    @TempDir
    private Path copy;

    @BeforeEach
    void copyWhatSaysTheVersion() throws IOException {
        for (Path file : filesWithAVersion(Documents.path(""))) {
            Path target = copy.resolve(Documents.path("").relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
        writeContract("released/openapi/gone-service.json", "{}");
        writeContract("openapi/one-service.json", "{}");
        writeContract("events/thing.made.json", "{}");
        writeContract("breaks.yaml", MEANT);
        assertThat(copy.resolve(SCRIPT).toFile().setExecutable(true)).isTrue();
    }

    @Test
    void everyCopyIsTheVersionOfThePom() {
        assertThat(otherVersions(Documents.path(""), version(Documents.path(""))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cart-service/pom.xml",
                "system-tests/pom.xml",
                "k8s/chart/Chart.yaml",
                "k8s/platform/charts/cart-service/Chart.yaml",
                "argocd/root/Chart.yaml",
                "Dockerfile"
            })
    void aCopyThatWasForgottenIsSeen(String file) throws IOException {
        Path forgotten = copy.resolve(file);
        Files.writeString(forgotten, Files.readString(forgotten).replace(version(copy), "0.0.9"));

        assertThat(otherVersions(copy, version(copy))).isNotEmpty().allMatch(other -> other.equals(file + " 0.0.9"));
    }

    @Test
    void oneScriptChangesThemAll() throws Exception {
        assertThat(script()).isEqualTo(new Commands.Result(0, version(copy) + "\n"));

        for (String next : List.of("7.8.9", "7.9.0-SNAPSHOT")) {
            assertThat(script("set", next)).isEqualTo(new Commands.Result(0, ""));
            assertThat(version(copy)).isEqualTo(next);
            assertThat(otherVersions(copy, next)).isEmpty();
            // and nothing else
            assertThat(Files.readString(copy.resolve("pom.xml")))
                    .isEqualTo(Files.readString(Documents.path("pom.xml")).replace(version(Documents.path("")), next));
        }
    }

    @Test
    void aReleaseKeepsItsContractsForTheNextToBeHeldAgainst() throws Exception {
        script("set", "7.9.0-SNAPSHOT");
        assertThat(contract("released/openapi/gone-service.json")).exists();
        assertThat(contract("breaks.yaml")).hasContent(MEANT);

        script("set", "7.9.0");
        assertThat(contract("released/openapi/gone-service.json")).doesNotExist();
        assertThat(contract("released/openapi/one-service.json")).exists();
        assertThat(contract("released/events/thing.made.json")).exists();
        assertThat(contract("breaks.yaml")).hasContent("# Why\n[]\n");
    }

    private Path contract(String name) {
        return copy.resolve("contracts").resolve(name);
    }

    private void writeContract(String name, String text) throws IOException {
        Files.createDirectories(contract(name).getParent());
        Files.writeString(contract(name), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.0", "v1.0.0", "01.0.0", "1.0.0-RC1", "1.0.0|x", ""})
    void whatIsNoVersionIsNotWritten(String version) throws Exception {
        String before = version(copy);

        assertThat(script("set", version).exit()).isNotZero();
        assertThat(version(copy)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1.0,          v0.1.0,          ''",
        "0.1.0-SNAPSHOT, v0.1.0,          whose pom.xml says 0.1.0-SNAPSHOT",
        "0.1.0-SNAPSHOT, v0.1.0-SNAPSHOT, not the tag of a release",
        "0.1.0,          v0.1.1,          whose pom.xml says 0.1.0",
        "0.1.0,          0.1.0,           not the tag of a release",
        "0.1.0,          v0.1,            not the tag of a release",
    })
    void aTagIsThatOfTheVersionOfItsCommitOrOfNone(String version, String tag, String fault) throws Exception {
        script("set", version);

        Commands.Result result = script("is-that-of", tag);

        assertThat(result.exit() == 0).isEqualTo(fault.isEmpty());
        assertThat(result.output()).contains(fault);
    }

    /** Whoever moved the tag of a release would have its images replaced by others of the same name. */
    @Test
    void aReleaseThatIsOutIsNotMadeAgain() throws Exception {
        Path gh = Files.writeString(
                Files.createDirectories(copy.resolve("bin")).resolve("gh"), "#!/bin/sh\necho v0.1.0\necho v0.2.0-rc\n");
        gh.toFile().setExecutable(true);

        assertThat(isNotOut("v0.1.0")).isEqualTo(1);
        assertThat(isNotOut("v0.2.0")).isZero();
        Files.writeString(gh, "#!/bin/sh\nexit 4\n");
        assertThat(isNotOut("v0.2.0")).isEqualTo(4);
    }

    private int isNotOut(String tag) throws Exception {
        String path = "PATH=" + copy.resolve("bin") + ":" + Commands.PATH;
        return Commands.run(copy, "env", path, copy.resolve(SCRIPT).toString(), "is-not-out", tag)
                .exit();
    }

    private Commands.Result script(String... arguments) throws Exception {
        return Commands.run(
                copy,
                Stream.concat(Stream.of(copy.resolve(SCRIPT).toString()), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static String version(Path root) {
        return VERSION.matcher(Services.text(root.resolve("pom.xml")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    /** What says a version that is not this one, with what it says. */
    private static List<String> otherVersions(Path root, String version) {
        return filesWithAVersion(root).stream()
                .filter(file -> !file.endsWith(SCRIPT) && !file.equals(root.resolve("pom.xml")))
                .flatMap(file -> versions(root.relativize(file), Services.text(file))
                        .filter(copy -> !copy.equals(version))
                        .map(other -> root.relativize(file) + " " + other))
                .distinct()
                .toList();
    }

    private static Stream<String> versions(Path file, String text) {
        if (file.endsWith("pom.xml")) {
            return found(PARENT, text);
        }
        if (file.endsWith("Dockerfile")) {
            return found(Pattern.compile("(?m)^ARG VERSION=(.*)$"), text);
        }
        var chart = Documents.parse(text).get(0);
        Stream<String> application = file.startsWith("k8s/chart") || file.startsWith("k8s/platform")
                ? Stream.of(chart.path("appVersion").asText())
                : Stream.of();
        return Stream.of(
                        Stream.of(chart.path("version").asText()),
                        application,
                        chart.path("dependencies").findValuesAsText("version").stream())
                .flatMap(versions -> versions);
    }

    private static Stream<String> found(Pattern pattern, String text) {
        List<String> found =
                pattern.matcher(text).results().map(match -> match.group(1)).toList();
        return found.isEmpty() ? Stream.of("none") : found.stream();
    }

    private static TreeSet<Path> filesWithAVersion(Path root) {
        TreeSet<Path> files =
                new TreeSet<>(List.of(root.resolve("pom.xml"), root.resolve("Dockerfile"), root.resolve(SCRIPT)));
        try (Stream<Path> modules = Files.list(root);
                Stream<Path> cluster = Files.walk(root.resolve("k8s"));
                Stream<Path> argocd = Files.walk(root.resolve("argocd"))) {
            modules.map(module -> module.resolve("pom.xml"))
                    .filter(Files::exists)
                    .forEach(files::add);
            Stream.concat(cluster, argocd)
                    .filter(file -> file.endsWith("Chart.yaml"))
                    .forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
