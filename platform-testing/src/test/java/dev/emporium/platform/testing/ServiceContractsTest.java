package dev.emporium.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ServiceContractsTest {
    @Test
    void seesWhatIsSaidAndNeitherItsOrderNorTheVersion() throws IOException {
        String one = "{\"paths\": {\"/\": 1}, \"info\": {\"version\": \"0.1.0\", \"title\": \"a\"}}";
        String same = "{\"info\": {\"title\": \"a\", \"version\": \"0.2.0\"}, \"paths\": {\"/\": 1}}";
        assertThat(ServiceContracts.comparable(same)).isEqualTo(ServiceContracts.comparable(one));
        assertThat(ServiceContracts.comparable(same.replace("1", "2"))).isNotEqualTo(ServiceContracts.comparable(one));
    }
}
