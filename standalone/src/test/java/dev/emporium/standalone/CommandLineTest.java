package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.standalone.CommandLine.Action;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @Test
    void startsWhenNothingElseIsAsked() {
        assertThat(CommandLine.parse(List.of())).hasValue(new CommandLine(Action.START, null, false, false, false));
        assertThat(CommandLine.parse(List.of("--detach", "--fresh")))
                .hasValue(new CommandLine(Action.START, null, true, true, false));
    }

    @Test
    void knowsItsCommands() {
        assertThat(CommandLine.parse(List.of("stop")))
                .hasValueSatisfying(command -> assertThat(command.action()).isEqualTo(Action.STOP));
        assertThat(CommandLine.parse(List.of("status")))
                .hasValueSatisfying(command -> assertThat(command.action()).isEqualTo(Action.STATUS));
        assertThat(CommandLine.parse(List.of("--help")))
                .hasValueSatisfying(command -> assertThat(command.action()).isEqualTo(Action.HELP));
        assertThat(CommandLine.parse(List.of("logs", "kafka", "--follow")))
                .hasValue(new CommandLine(Action.LOGS, "kafka", false, false, true));
        assertThat(CommandLine.parse(List.of("logs")))
                .hasValue(new CommandLine(Action.LOGS, null, false, false, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"restart", "--fast", "stop now", "status --fresh", "logs a b", "logs --tail", "--fresh stop"})
    void refusesWhatItDoesNotKnow(String line) {
        assertThat(CommandLine.parse(List.of(line.split(" ")))).isEmpty();
    }
}
