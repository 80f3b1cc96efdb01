package dev.emporium.platform.web;

import dev.emporium.platform.Ids;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The list parameter {@code ids}: what is to be read at once. */
public final class IdList {
    /** How many are read at once. */
    public static final int MOST = 100;

    /** How it looks, as a regular expression for descriptions, and how long it is at most. */
    public static final int LONGEST = MOST * 37 - 1;

    public static final String PATTERN = "^" + Ids.PATTERN + "(," + Ids.PATTERN + ")*$";

    private IdList() {}

    /** @throws ProblemException 400 for what is no UUID, 422 for more than can be read at once */
    public static Set<UUID> parse(String ids) {
        Set<UUID> parsed = Arrays.stream(ids.split(",", -1)).map(IdList::one).collect(Collectors.toSet());
        if (parsed.size() > MOST) {
            throw ProblemException.of(422, "invalid", "Too many at once.")
                    .withErrors(List.of(new FieldError("ids", "must be up to " + MOST + " UUIDs")));
        }
        return parsed;
    }

    private static UUID one(String id) {
        try {
            return Ids.parse(id);
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(400, "invalid_ids", "ids must be UUIDs in full, separated by commas.");
        }
    }
}
