package dev.emporium.violation.platform.service;

import dev.emporium.platform.Json;

public final class Skeleton {
    public static final Object OF_ANOTHER_ROOM = Json.mapper();

    private Skeleton() {}
}
