package dev.emporium.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.NodeList;

class PostgresBinariesTest {
    /** Which artifact has which archive. */
    private static final Map<String, String> ARCHIVES = Map.of(
            "linux-amd64", "postgres-linux-x86_64.txz",
            "linux-arm64v8", "postgres-linux-arm_64.txz",
            "darwin-amd64", "postgres-darwin-x86_64.txz",
            "darwin-arm64v8", "postgres-darwin-arm_64.txz");

    @ParameterizedTest
    @CsvSource({"Linux,amd64", "Linux,aarch64", "Mac OS X,x86_64", "Mac OS X,aarch64"})
    void theBuildFetchesWhatIsUnpackedOnEachMachine(String system, String processor) throws Exception {
        assertThat(ARCHIVES.get(fetched(system, processor)))
                .isNotNull()
                .isEqualTo(PostgresBinaries.archive(system, processor));
    }

    @ParameterizedTest
    @CsvSource({"Windows 11,amd64", "Linux,riscv64", "FreeBSD,amd64"})
    void namesTheMachinesThatThereIsOneFor(String system, String processor) {
        assertThatThrownBy(() -> PostgresBinaries.archive(system, processor))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining(system)
                .hasMessageContaining("Linux and macOS on x86-64 and ARM64");
    }

    @Test
    void thisMachineHasOne() {
        assertThat(PostgresBinaries.unpacked().resolve("bin/postgres")).isExecutable();
    }

    /** By the profiles of the whole repository, of which Maven takes those whose names are those of the system. */
    private static String fetched(String system, String processor) throws Exception {
        Path pom = Path.of(System.getProperty("repository.root"), "pom.xml");
        XPath path = XPathFactory.newInstance().newXPath();
        NodeList profiles = (NodeList) path.evaluate(
                "/project/profiles/profile[activation/os]",
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile()),
                XPathConstants.NODESET);
        Map<String, String> systems = new HashMap<>();
        for (int i = 0; i < profiles.getLength(); i++) {
            String name = path.evaluate("activation/os/name", profiles.item(i));
            String arch = path.evaluate("activation/os/arch", profiles.item(i));
            systems.put(name + " " + arch, path.evaluate("properties/postgres.system", profiles.item(i)));
        }
        return systems.get(system.toLowerCase(java.util.Locale.ROOT) + " " + processor);
    }
}
