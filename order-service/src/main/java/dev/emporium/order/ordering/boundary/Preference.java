package dev.emporium.order.ordering.boundary;

import dev.emporium.order.ordering.control.Decisions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a caller would like to wait: {@code Prefer: wait=N} (RFC 7240, section 4.3). */
public final class Preference {
    public static final String HEADER = "Prefer";
    public static final String DESCRIPTION = "wait=N: how many seconds to wait for the decision, 0 to 10";
    public static final String PATTERN = "^wait=[0-9]{1,6}$";
    public static final String EXAMPLE = "wait=2";

    private static final Duration DEFAULT = Duration.ofSeconds(2);
    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?([0-9]{1,6})\"?\\s*(?=$|[,;])", Pattern.CASE_INSENSITIVE);

    private Preference() {}

    /** The first wait that is asked for, at most 10 s; 2 s when none is or none can be understood. */
    public static Duration wait(List<String> prefer) {
        Matcher wait = WAIT.matcher(prefer == null ? "" : String.join(",", prefer));
        if (!wait.find()) {
            return DEFAULT;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        return asked.compareTo(Decisions.LONGEST_WAIT) > 0 ? Decisions.LONGEST_WAIT : asked;
    }
}
