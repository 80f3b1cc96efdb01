package dev.emporium.product.catalogue.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.ExpectedVersion;
import dev.emporium.platform.problem.ProblemException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {

    @Test
    void readsTheVersionOfEachTag() {
        assertThat(EntityTags.expected("\"3-17\"")).isEqualTo(ExpectedVersion.of(3));
        assertThat(EntityTags.expected(" \"3-17\" ,\"4-0-r\",\"5-1\""))
                .isEqualTo(new ExpectedVersion(false, Set.of(3L, 4L, 5L)));
    }

    @Test
    void takesAStarForAnyVersion() {
        assertThat(EntityTags.expected(" * ").covers(7)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "3-17", "W/\"3-17\"", "\"3\"", "\"a\"", "\"3-17", "\"-3-17\"", "\"9999999999999999999-1\""})
    void expectsNoVersionWhereATagIsNotOneOfOurs(String ifMatch) {
        assertThat(EntityTags.expected(ifMatch)).isEqualTo(new ExpectedVersion(false, Set.of()));
    }

    @Test
    void asksForIfMatch() {
        assertThatThrownBy(() -> EntityTags.expected(null))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.status())
                        .isEqualTo(428));
    }
}
