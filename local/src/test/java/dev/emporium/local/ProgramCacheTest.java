package dev.emporium.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a user has no home to write to. */
class ProgramCacheTest {
    private static final int SOMEBODY_ELSE = 65534;

    @TempDir
    private Path temporary;

    private final String home = System.getProperty("user.home");
    private final String before = System.getProperty("java.io.tmpdir");
    private Path cache;

    @BeforeEach
    void moveOut() {
        System.setProperty("user.home", temporary.resolve("none").toString());
        System.setProperty("java.io.tmpdir", temporary.toString());
        cache = temporary.resolve("emporium-" + System.getProperty("user.name"));
    }

    @AfterEach
    void moveBack() {
        System.setProperty("user.home", home);
        System.setProperty("java.io.tmpdir", before);
    }

    @Test
    void unpacksAProgramOnce() throws Exception {
        Path program = ProgramCache.folder("program-1", folder -> Files.writeString(folder.resolve("file"), "it"));
        assertThat(program).isEqualTo(cache.resolve("program-1"));
        assertThat(program.resolve("file")).hasContent("it");
        assertThat(ProgramCache.folder("program-1", folder -> {
                    throw new IOException("again");
                }))
                .isEqualTo(program);
    }

    @Test
    void leavesNothingOfAProgramThatCouldNotBeUnpacked() throws Exception {
        assertThatThrownBy(() -> ProgramCache.folder("program-1", folder -> {
                    Files.writeString(folder.resolve("file"), "half of it");
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void runsNothingThatSomebodyElseMayHavePutWhereEverybodyCan() throws Exception {
        if (Files.isWritable(Path.of("/"))) {
            Files.setAttribute(Files.createDirectories(cache), "unix:uid", SOMEBODY_ELSE);
        } else {
            // root's
            Files.createSymbolicLink(cache, Path.of("/"));
        }
        assertThatThrownBy(() -> ProgramCache.folder("program-1", folder -> {}))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining(cache + " belongs to somebody else");
    }
}
