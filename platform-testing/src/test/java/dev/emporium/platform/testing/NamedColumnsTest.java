package dev.emporium.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedColumnsTest {
    @Test
    void thePlatformNamesItsColumns() {
        Path platform = Path.of(System.getProperty("repository.root", "..")).resolve("platform");
        assertThat(NamedColumns.missingIn(platform.resolve("src/main"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from things",
                "SELECT\n  *\nfrom things",
                "select distinct t.* from things t",
                "select t.a, u.* from t, u",
                "insert into things values (1) returning *",
                "with t as (update things set a = 1 returning things.*) select a from t"
            })
    void findsWhatTakesAllThatComes(String sql, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("0001.sql"), sql);
        assertThat(NamedColumns.missingIn(folder)).containsExactly(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"select count(*) from things", "select a * b from things"})
    void letsCountsAndProductsPass(String sql, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("Things.java"), sql);
        assertThat(NamedColumns.missingIn(folder)).isEmpty();
    }
}
