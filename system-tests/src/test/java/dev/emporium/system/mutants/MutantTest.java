package dev.emporium.system.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MutantTest {
    private static final Path ROOT =
            Path.of(System.getProperty("repository.root", "..")).toAbsolutePath();

    static List<Mutant> all() throws IOException {
        return Mutant.read(ROOT.resolve("docs/testing.md"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatSwitchesAMechanismOffIsInTheCodeAndItsTestInTheModule(Mutant mutant) throws IOException {
        String source = Files.readString(mutant.source(ROOT));
        assertThat(mutant.switchOff(source)).isNotEqualTo(source);
        assertThat(Files.readString(mutant.testSource(ROOT))).contains("void " + mutant.testMethod() + "(");
    }

    @Test
    void eachMechanismHasANameOfItsOwn() throws IOException {
        assertThat(all().stream().map(Mutant::name))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9-]+"));
    }

    private static Mutant mutant(String text, String off) {
        return new Mutant("platform", "name", "what for", "Json", text, off, "JsonTest#test");
    }

    @Test
    void theTextMayBeBrokenIntoLinesOtherwise() {
        assertThat(mutant("if (done()) { return; }", "done();").switchOff("{\n  if (done()) {\n    return;\n  }\n}"))
                .isEqualTo("{\n  done();\n}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"b();", "a(); a();"})
    void aTextThatIsNotThereOnceIsNotReplaced(String source) {
        assertThatThrownBy(() -> mutant("a();", "").switchOff(source)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"| `a` | b | `C` | `d` | `e` |", "| `a` | b | `C` | `d` | `e` | `Test` |"})
    void aRowThatSaysTooLittleIsRefused(String row) throws IOException {
        Path list = Files.writeString(Files.createTempFile("list", ".md"), "## `platform`\n" + row + "\n");
        assertThatThrownBy(() -> Mutant.read(list)).hasMessageContaining(row);
        Files.delete(list);
    }
}
