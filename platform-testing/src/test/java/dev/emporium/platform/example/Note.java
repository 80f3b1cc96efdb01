package dev.emporium.platform.example;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A note as a client sends it. */
record Note(
        UUID noteId,
        @NotNull @Size(min = 1, max = 200) String title,
        Kind kind,
        Boolean pinned,
        Instant dueAt,
        @Valid @Size(max = 50) List<@NotNull Line> lineItems,
        @Size(max = 10) Map<@Size(max = 5) String, Integer> marks) {
    enum Kind {
        PLAIN,
        TO_DO
    }

    record Line(@NotNull UUID thingId, @Positive int quantity) {}

    Note withId(UUID id) {
        return new Note(id, title, kind, pinned, dueAt, lineItems, marks);
    }
}
