package dev.emporium.violation.platform;

import dev.emporium.violation.platform.first.LooksAtTheSkeleton;

public final class Ground {
    public static final LooksAtTheSkeleton ONE_OF_THOSE_THAT_STAND_ON_IT = new LooksAtTheSkeleton(null);

    private Ground() {}
}
