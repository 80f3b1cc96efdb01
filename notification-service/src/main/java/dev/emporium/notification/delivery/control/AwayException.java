package dev.emporium.notification.delivery.control;

import dev.emporium.platform.Failures;

/** Nobody can be reached by this channel now, whoever it is. */
public final class AwayException extends Exception {
    private static final long serialVersionUID = 1L;

    AwayException(String message, Throwable cause) {
        super(withReasons(message, cause), cause);
    }

    /** What a certificate lacks is said by the last of them, and the first says that it was no good. */
    private static String withReasons(String message, Throwable cause) {
        StringBuilder text = new StringBuilder(message);
        for (Throwable e = cause; e != null; e = e.getCause()) {
            String reason = Failures.message(e.getClass().getName(), e.getMessage())
                    .map(String::strip)
                    .orElse("");
            if (text.indexOf(reason) < 0) {
                text.append(": ").append(reason);
            }
        }
        return text.toString();
    }
}
