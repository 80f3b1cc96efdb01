package dev.emporium.platform.service;

import java.io.PrintStream;

/**
 * Shows an operator how far a command is: a line that changes on a terminal, one for each twentieth elsewhere. Thread safe.
 */
public final class ProgressBar {
    private static final int WIDTH = 40;
    private static final int STEPS = 20;
    private static final long PAUSE_MS = 100;

    private final String what;
    private final PrintStream out;
    private final boolean terminal;
    private long shownAt;
    private long step = -1;

    /** @param what is done, in a word or two */
    public ProgressBar(String what) {
        this(what, System.err, System.console() != null);
    }

    ProgressBar(String what, PrintStream out, boolean terminal) {
        this.what = what;
        this.out = out;
        this.terminal = terminal;
    }

    /** @param all at least as many as are done, however little is known of it */
    public synchronized void show(long done, long all) {
        long most = Math.max(1, Math.max(done, all));
        long now = System.currentTimeMillis();
        if (!terminal) {
            if (done * STEPS / most > step) {
                step = done * STEPS / most;
                out.printf("%s: %d of %d%n", what, done, most);
            }
        } else if (done == most || now - shownAt >= PAUSE_MS) {
            shownAt = now;
            int full = (int) (done * WIDTH / most);
            out.printf("\r%s [%s%s] %d of %d ", what, "#".repeat(full), "-".repeat(WIDTH - full), done, most);
        }
    }

    /** Leaves the line. */
    public synchronized void end() {
        if (terminal) {
            out.println();
        }
    }
}
