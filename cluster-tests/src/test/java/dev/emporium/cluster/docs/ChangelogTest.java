package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A release's notes are what CHANGELOG.md says of it, as https://keepachangelog.com has it. */
class ChangelogTest {
    private static final String SCRIPT = ".github/scripts/changelog.sh";

    private static final String CHANGELOG =
            """
            # Changelog

            All that is worth knowing.

            ## [Unreleased]

            ### Added

            - What nobody has yet.

            ## [0.10.0] - 2027-02-01

            ### Changed

            - A product's `brand` is left out where it has none; see [the guide](docs/releasing.md).

            ### Fixed

            - Two lines
              of one change.

            ## [0.1.1] - 2027-01-05

            ## [0.1.0] - 2026-12-01

            ### Added

            - The first.

            [Unreleased]: https://emporium.example/compare/v0.10.0...HEAD
            [0.1.0]: https://emporium.example/releases/v0.1.0
            """;

    @TempDir
    private Path repository;

    @BeforeEach
    void haveAChangelog() throws Exception {
        Path script = repository.resolve(SCRIPT);
        Files.createDirectories(script.getParent());
        Files.copy(Documents.path(SCRIPT), script);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Files.writeString(repository.resolve("CHANGELOG.md"), CHANGELOG);
    }

    @Test
    void theSectionOfAVersionIsItsNotes() throws Exception {
        assertThat(notes("0.10.0"))
                .isEqualTo(
                        new Commands.Result(
                                0,
                                """
                                ### Changed

                                - A product's `brand` is left out where it has none; see [the guide](docs/releasing.md).

                                ### Fixed

                                - Two lines
                                  of one change.
                                """));
        assertThat(notes("0.1.0")).isEqualTo(new Commands.Result(0, "### Added\n\n- The first.\n"));
    }

    /** One of which nothing is said, one that there is not, one that only begins alike, and what is no release. */
    @ParameterizedTest
    @ValueSource(strings = {"0.1.1", "0.2.0", "0.1", "0.1.", "0x1.0", "Unreleased", ".*"})
    void withoutNotesThereIsNoRelease(String version) throws Exception {
        assertThat(notes(version).exit()).isNotZero();
        assertThat(notes(version).output()).startsWith("CHANGELOG.md has nothing under \"## [" + version + "] - ");
    }

    /** Before its tag is set, so that what is forgotten is not found by the workflow. */
    @Test
    void theCommitOfAReleaseHasItsNotes() throws Exception {
        String version = Commands.run(
                        Documents.path(""),
                        Documents.path(".github/scripts/version.sh").toString())
                .output()
                .strip();

        if (!version.endsWith("-SNAPSHOT")) {
            Files.copy(
                    Documents.path("CHANGELOG.md"),
                    repository.resolve("CHANGELOG.md"),
                    StandardCopyOption.REPLACE_EXISTING);
            assertThat(notes(version).exit()).isZero();
        }
    }

    private Commands.Result notes(String version) throws Exception {
        return Commands.run(repository, repository.resolve(SCRIPT).toString(), version);
    }
}
