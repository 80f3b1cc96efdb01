package dev.emporium.product.search.control;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emporium.platform.Secret;
import io.dropwizard.util.Duration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingIndexTest {
    /** The kind of failure that is told to who starts the service, in its own words. */
    @Test
    void saysWhichFileIsNoCertificate(@TempDir Path folder) throws IOException {
        Path absent = folder.resolve("absent.crt");
        Path other = Files.writeString(folder.resolve("ca.crt"), "none");
        for (Path file : new Path[] {absent, other}) {
            SearchConfiguration configuration = new SearchConfiguration(
                    "https://localhost:1", "", new Secret(""), file.toString(), Duration.milliseconds(500), "products");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ListingIndex(configuration))
                    .withMessageContaining("ELASTICSEARCH_CA")
                    .withMessageContaining(file.toString());
        }
    }
}
