package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.Platform;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmporiumServiceTest {
    private static final class Nothing extends EmporiumService<ServiceConfiguration> {
        Nothing() {
            super("nothing-service", "nothing", ServiceConfiguration.class);
        }

        @Override
        protected void assemble(ServiceConfiguration configuration, Platform platform) {}
    }

    private final Locale ours = Locale.getDefault();

    @AfterEach
    void asItWas() {
        Locale.setDefault(ours);
    }

    @Test
    void namesTheConfigurationThatIsNotThere() {
        assertThatThrownBy(() -> EmporiumService.classPathOrFile().open("none.yaml"))
                .hasMessageContaining("none.yaml");
    }

    @Test
    void writesForMachinesInWhateverLandItRuns() throws Exception {
        Locale.setDefault(Locale.forLanguageTag("fa-IR"));
        assertThat("%d".formatted(71)).isNotEqualTo("71");
        new Nothing().run("--version");
        assertThat("%d".formatted(71)).isEqualTo("71");
    }
}
