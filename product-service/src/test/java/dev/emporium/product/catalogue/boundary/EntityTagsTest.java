package dev.emporium.product.catalogue.boundary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.ExpectedVersion;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.product.catalogue.entity.Product;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {

    @Test
    void readsTheVersionOfEachTag() {
        assertThat(EntityTags.expected("\"3-17\"")).isEqualTo(ExpectedVersion.of(3));
        assertThat(EntityTags.expected(" \"3-17\" ,\"4-0-r\",\"5-1\""))
                .isEqualTo(new ExpectedVersion(false, Set.of(3L, 4L, 5L)));
        assertThat(EntityTags.expected("\"6" + "-a".repeat(8_000) + "\""))
                .as("one as long as a header may be")
                .isEqualTo(ExpectedVersion.of(6));
    }

    /** While one version of the service takes over from another, whoever has read the product from either may change it. */
    @Test
    void isAnotherOneForAnotherFormOfTheSameVersion() {
        Product product = new Product(UUID.randomUUID(), 3, null, 25, null, Instant.EPOCH, Instant.EPOCH);
        String tag = EntityTags.of(product, "{}".getBytes(UTF_8));
        assertThat(tag).isEqualTo(EntityTags.of(product, "{}".getBytes(UTF_8)));
        String withMore = EntityTags.of(product, "{\"more\":1}".getBytes(UTF_8));
        assertThat(withMore).isNotEqualTo(tag);
        assertThat(List.of(tag, withMore))
                .allSatisfy(one -> assertThat(EntityTags.expected(one)).isEqualTo(ExpectedVersion.of(3)));
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
