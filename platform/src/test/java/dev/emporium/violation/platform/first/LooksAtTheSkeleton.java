package dev.emporium.violation.platform.first;

import dev.emporium.violation.platform.Ground;
import dev.emporium.violation.platform.service.Skeleton;

public record LooksAtTheSkeleton(Skeleton skeleton) {
    public static Class<?> whatItStandsOn() {
        return Ground.class;
    }
}
