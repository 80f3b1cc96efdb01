package dev.emporium.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever notices a client's mistake, a gateway or a service, gives it the same code. */
class CodesTest {

    private static final Path REPOSITORY = Path.of(System.getProperty("repository.root"));
    private static final Pattern OF_A_SERVICE = Pattern.compile("case (\\d+) -> new Refusal\\(\"(\\w+)\"");
    private static final Pattern OF_THE_MODULE = Pattern.compile("\\[(\\d+)] = \"(\\w+)\"");
    /** What only a gateway can say of a mistake: that no service is there at all. */
    private static final Set<Integer> OF_GATEWAYS_ALONE = Set.of(404, 503, 504);

    @Test
    void areTheServices() throws IOException {
        Map<Integer, String> services =
                codes(OF_A_SERVICE, "platform/src/main/java/dev/emporium/platform/problem/Refusal.java");

        assertThat(services).containsKeys(400, 413, 431);
        for (int status : List.of(400, 408, 413, 414, 417, 431, 503, 505)) {
            assertThat(Problem.refused(status).code()).isEqualTo(services.get(status));
        }
        Map<Integer, String> module = codes(OF_THE_MODULE, "emissary/module.yaml");
        assertThat(module).containsKeys(408, 429);
        module.keySet().removeAll(OF_GATEWAYS_ALONE);
        assertThat(services).containsAllEntriesOf(module);
    }

    private static Map<Integer, String> codes(Pattern pattern, String file) throws IOException {
        Map<Integer, String> codes = new TreeMap<>();
        Matcher found = pattern.matcher(Files.readString(REPOSITORY.resolve(file)));
        while (found.find()) {
            codes.put(Integer.parseInt(found.group(1)), found.group(2));
        }
        return codes;
    }
}
