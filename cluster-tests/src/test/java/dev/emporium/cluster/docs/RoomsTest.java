package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The poms say which room stands on which; a script that must know has a list, which names all of them. */
class RoomsTest {
    private static final Pattern ROOM = Pattern.compile(
            "(?s)<dependency>(?:\\s*<!--.*?-->)?\\s*<groupId>dev\\.emporium</groupId>\\s*<artifactId>([\\w-]+)</artifactId>(.*?)</dependency>");

    /** The one names what makes an image another, the other what makes a jar old. */
    @ParameterizedTest
    @ValueSource(strings = {".github/scripts/services.sh", "run.sh"})
    void namesEveryRoomThatServicesAndTheirSupervisorStandOn(String script) throws IOException {
        String text = Files.readString(Documents.path(script));

        assertThat(foundations()).contains("platform", "log-shipping").doesNotContain("platform-testing");
        assertThat(forgotten(text)).isEmpty();
        assertThat(forgotten(text.replace("log-shipping", ""))).containsExactly("log-shipping");
    }

    private static List<String> forgotten(String script) {
        return foundations().stream()
                .filter(room -> !Pattern.compile("\\b(?<!-)" + room + "\\b(?!-)")
                        .matcher(script)
                        .find())
                .toList();
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
