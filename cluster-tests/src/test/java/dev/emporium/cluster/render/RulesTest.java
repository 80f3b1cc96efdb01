package dev.emporium.cluster.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The rules of a room: each holds of what there is, and each is broken by a fixture at least, or it could never fail.
 *
 * @param <D> what its rules look at
 */
public abstract class RulesTest<D> {
    private final List<Rule<D>> rules;
    private final List<Broken> fixtures;

    /** @param room names the file of its fixtures */
    protected RulesTest(String room, List<Rule<D>> rules) {
        this.rules = rules;
        this.fixtures = Broken.of(room);
    }

    /** What the rules must hold of, by what it is called. */
    protected abstract Map<String, D> documents();

    /** With what the fixture changes in them. */
    protected abstract D broken(Broken fixture);

    @TestFactory
    protected Stream<DynamicTest> holds() {
        return documents().entrySet().stream().flatMap(documents -> rules.stream()
                .map(rule -> dynamicTest(
                        rule + ": " + documents.getKey(),
                        // surefire says no more of this than its number
                        () -> assertThat(rule.faults(documents.getValue()))
                                .as(rule + ": " + documents.getKey())
                                .isEmpty())));
    }

    @TestFactory
    protected Stream<DynamicTest> isNoticedWhenItIsBroken() {
        Map<String, Rule<D>> byName = rules.stream().collect(Collectors.toMap(Rule::name, rule -> rule));
        return fixtures.stream()
                .map(fixture -> dynamicTest(fixture.toString(), () -> {
                    assertThat(byName).containsKey(fixture.rule());
                    List<String> faults = byName.get(fixture.rule()).faults(broken(fixture));
                    assertThat(faults).isNotEmpty();
                    assertThat(fixture.fault()).allSatisfy(said -> assertThat(faults)
                            .anySatisfy(fault -> assertThat(fault).contains(said)));
                }));
    }

    @Test
    protected void everyRuleCanBeBroken() {
        assertThat(fixtures.stream().map(Broken::rule).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        rules.stream().map(Rule::name).toList());
    }
}
