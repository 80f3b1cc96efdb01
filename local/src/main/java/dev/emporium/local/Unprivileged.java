package dev.emporium.local;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How root runs a program that refuses to run as root, such as PostgreSQL: in a user namespace of its own, where it does
 * not see what it is, or, where the kernel forbids that as in most containers, as nobody. Only Linux has such means; root
 * is refused elsewhere.
 */
public final class Unprivileged {

    private static final int NOBODY = 65534;
    private static final List<String> NAMESPACE = List.of("unshare", "-U");
    /** With a name for nobody: a JVM gives its files to whom it runs as, which fails where that is no one. */
    private static final List<String> NAMED = List.of("unshare", "-U", "--map-user=" + NOBODY, "--map-group=" + NOBODY);

    private static final boolean ROOT = new UnixSystem().getUid() == 0;
    private static final boolean AS_NOBODY = ROOT && !succeeds("unshare", "-U", "true");
    private static final boolean REFUSED = AS_NOBODY && !succeeds("setpriv", "--version");

    private Unprivileged() {}

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            return Processes.await(process, 5) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether files that PostgreSQL reads must be in reach of nobody, which root's home is not. */
    static boolean asNobody() {
        return AS_NOBODY;
    }

    /**
     * What stands before the command.
     *
     * @throws CannotRun for root where there is no such means
     */
    static List<String> prefix() {
        if (REFUSED) {
            throw new CannotRun(
                    "PostgreSQL and Elasticsearch refuse to run as root, and here root cannot be another user "
                            + "for them: call this as another user");
        }
        if (AS_NOBODY) {
            return List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        }
        return ROOT ? NAMESPACE : List.of();
    }

    /** The same for a Java program, such as Elasticsearch, which refuses to run as root, too. */
    static List<String> javaPrefix() {
        return ROOT && !AS_NOBODY ? NAMED : prefix();
    }

    /** Gives a new folder to whom the command runs as. */
    public static void own(Path folder) throws IOException {
        if (AS_NOBODY) {
            Files.setAttribute(folder, "unix:uid", NOBODY);
        }
    }
}
