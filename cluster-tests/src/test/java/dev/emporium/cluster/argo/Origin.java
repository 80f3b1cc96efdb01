package dev.emporium.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Commands;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A repository of its own with the files of a commit, which Argo CD fetches and into which a test commits. The commit's
 * own repository would not do: pipelines check out one commit without its parents, and nobody can fetch from that.
 */
final class Origin implements AutoCloseable {
    static final String BRANCH = "tried";

    private final Path folder;
    private Process daemon;

    /**
     * @param checkout whose commit that is checked out is taken, without what is not committed
     * @param folder an empty one, named as Argo CD shall know the repository
     */
    Origin(Path checkout, Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        Path archive = Files.createTempFile("checkout", ".tar");
        try {
            run(checkout, "git", "archive", "--output=" + archive, "HEAD");
            run(folder, "tar", "-xf", archive.toString());
        } finally {
            Files.delete(archive);
        }
        git("init", "--quiet", "--initial-branch=" + BRANCH);
        commit();
    }

    /**
     * Lets everybody fetch who reaches this machine by that address.
     *
     * @param log what the server writes
     * @return the repository's address
     */
    String serve(String host, Path log) throws IOException {
        int port = Processes.freePort();
        daemon = new ProcessBuilder(
                        "git",
                        "daemon",
                        "--export-all",
                        "--reuseaddr",
                        "--listen=" + host,
                        "--port=" + port,
                        "--base-path=" + folder.getParent(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
        return "git://" + host + ":" + port + "/" + folder.getFileName();
    }

    String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    /**
     * @param files what each file has from now on, by its path; one that is empty is gone
     * @return the commit
     */
    String commit(Map<String, String> files) throws IOException, InterruptedException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            if (file.getValue().isEmpty()) {
                Files.delete(folder.resolve(file.getKey()));
            } else {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        }
        return commit();
    }

    private String commit() throws IOException, InterruptedException {
        git("add", "--all", "--force");
        git(
                "-c",
                "user.name=Emporium",
                "-c",
                "user.email=tests@emporium.example",
                "-c",
                "commit.gpgsign=false",
                "commit",
                "--quiet",
                "--no-verify",
                "--message=Try something");
        return git("rev-parse", "HEAD").strip();
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return run(folder, command.toArray(String[]::new));
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Commands.Result result = Commands.run(folder, command);
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    @Override
    public void close() {
        if (daemon != null) {
            daemon.descendants().forEach(ProcessHandle::destroy);
            daemon.destroy();
        }
    }
}
