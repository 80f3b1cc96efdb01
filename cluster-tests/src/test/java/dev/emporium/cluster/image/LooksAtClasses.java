package dev.emporium.cluster.image;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;

/** An agent that has Java show it all classes, as OpenTelemetry's does, and changes none. */
public final class LooksAtClasses {
    private LooksAtClasses() {}

    public static void premain(String options, Instrumentation java) {
        java.addTransformer(new Nothing());
    }

    /** Changes nothing. */
    static final class Nothing implements ClassFileTransformer {}
}
