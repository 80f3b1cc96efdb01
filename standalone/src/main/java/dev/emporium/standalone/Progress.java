package dev.emporium.standalone;

import java.util.Locale;

/** Lines that tell the user what happens, with the seconds since the beginning. Safe for use by several threads. */
final class Progress {

    private final long begin = System.nanoTime();

    synchronized void say(String name, String what) {
        String prefix = String.format(Locale.ROOT, "%6.1f s  %-20s ", seconds(), name);
        System.out.println(prefix + Terminal.wrap(what, prefix.length()));
    }

    double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }
}
