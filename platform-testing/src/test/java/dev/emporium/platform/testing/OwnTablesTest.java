package dev.emporium.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnTablesTest {
    private static final OwnTables TABLES =
            new OwnTables(Map.of("shop", Set.of("wares"), "store", Set.of("shelves", "levels")), Set.of("levels"));

    @TempDir
    Path folder;

    private List<String> violations(String source) throws IOException {
        return violations(TABLES, source);
    }

    private List<String> violations(OwnTables tables, String source) throws IOException {
        Path migrations = Files.createDirectories(folder.resolve("migrations"));
        Files.writeString(
                migrations.resolve("0001.sql"),
                "create table wares (id uuid);\ncreate table shelves (id uuid);\ncreate view levels as select id from shelves;");
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Files.writeString(
                Files.createDirectories(sources.resolve("shop/entity")).resolve("Wares.java"), source);
        return tables.violations(sources, migrations);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"select id from shelves\"",
                "\"select w.id from wares w, shelves s\"",
                "\"select w.id from wares as w left join Shelves using (id)\"",
                "\"select id from wares join shelves using (id)\"",
                "\"select id from wares left join shelves using (id)\"",
                "\"delete from wares w using shelves s where w.id = s.id\"",
                "\"update shelves set id = null\"",
                "\"insert into shelves (id) values (1)\"",
                "\"select w.id from wares w \" + \"join \" + \"shelves s\"",
                "\"\"\"\nwith gone as (\n  delete from\n    shelves returning id\n)\n\"\"\"",
                "\"select id, (select count(1) from shelves s where s.id = w.id) from wares w\""
            })
    void findsAStatementThatNamesTheTableOfAnother(String source) throws IOException {
        assertThat(violations(source)).containsExactly("shop/entity/Wares.java names shelves");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"select id, l.shelves from wares w join levels l using (id)\"",
                "\"with shelved as (select id from wares) select id from shelved\"",
                "// from shelves\n\"initial shelves\""
            })
    void letsOnesOwnTablesAndOfferedViewsPass(String source) throws IOException {
        assertThat(violations(source)).isEmpty();
    }

    @Test
    void findsAStatementThatWritesWhatIsOfferedToBeRead() throws IOException {
        assertThat(violations("\"update levels set id = null\""))
                .containsExactly("shop/entity/Wares.java names levels");
    }

    @Test
    void findsATableOfNobodyAndOneThatIsNotThere() throws IOException {
        OwnTables tables = new OwnTables(Map.of("shop", Set.of("wares", "walls"), "store", Set.of("levels")), Set.of());
        assertThat(violations(tables, ""))
                .containsExactly("nobody makes walls", "shelves does not belong to one component");
    }
}
