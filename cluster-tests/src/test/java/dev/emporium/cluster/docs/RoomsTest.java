package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Broken;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The poms say which room stands on which; a script that must know has a list, which names all of them. */
class RoomsTest extends RulesTest<Texts> {
    private static final Pattern ROOM = Pattern.compile(
            "(?s)<dependency>(?:\\s*<!--.*?-->)?\\s*<groupId>dev\\.emporium</groupId>\\s*<artifactId>([\\w-]+)</artifactId>(.*?)</dependency>");

    RoomsTest() {
        super(
                "rooms",
                List.of(
                        rule("what makes an image another is named", ".github/scripts/services.sh"),
                        rule("what makes a jar old is named", "run.sh")));
    }

    @Override
    protected Map<String, Texts> documents() {
        return Map.of("as they are", Texts.OF_THE_REPOSITORY);
    }

    @Override
    protected Texts broken(Broken fixture) {
        return Texts.OF_THE_REPOSITORY.with(fixture);
    }

    private static Rule<Texts> rule(String name, String script) {
        return new Rule<>(name, texts -> foundations().stream()
                .filter(room -> !Pattern.compile("\\b(?<!-)" + room + "\\b(?!-)")
                        .matcher(texts.of(script))
                        .find())
                .map(room -> script + " does not name " + room));
    }

    @Test
    void servicesStandOnPlatformAndNotOnWhatTheyAreTestedWith() {
        assertThat(foundations()).contains("platform", "log-shipping").doesNotContain("platform-testing");
    }

    /** A class path stands in the jar and not beside it: with a new library a jar of the same classes is another one. */
    @Test
    void aJarIsMadeAnewThoughItsClassesAreTheSame() {
        assertThat(Services.text(Documents.path("pom.xml"))).contains("<forceCreation>true</forceCreation>");
    }

    private static Set<String> foundations() {
        Set<String> found = new TreeSet<>();
        Stream.concat(Stream.of("standalone"), Services.modules().stream())
                .forEach(room -> addFoundations(room, found));
        return found;
    }

    private static void addFoundations(String room, Set<String> found) {
        Path pom = Documents.path(room, "pom.xml");
        try {
            ROOM.matcher(Files.readString(pom))
                    .results()
                    .filter((MatchResult dependency) -> !dependency.group(2).contains("<scope>test</scope>"))
                    .map(dependency -> dependency.group(1))
                    .filter(found::add)
                    .forEach(next -> addFoundations(next, found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
