package dev.emporium.platform.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.emporium.platform.Transience;
import jakarta.validation.ValidationException;
import java.sql.SQLException;
import java.util.Optional;

/** Tells what is wrong with a message from what is wrong with the world. */
final class MessageFaults {
    private MessageFaults() {}

    /**
     * Whether the message itself is at fault: what it says cannot be read, is refused by the types it is read into, or
     * cannot be held by the database (data exception, integrity constraint violation). Whatever else went wrong may go
     * right another time, and a message that asks for something is not dropped for it.
     */
    static boolean areOfTheMessage(Throwable failure) {
        Optional<SQLException> said = Transience.sql(failure);
        if (said.isPresent()) {
            String state = said.get().getSQLState();
            return state != null && (state.startsWith("22") || state.startsWith("23"));
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidMessageException
                    || cause instanceof JsonProcessingException
                    || cause instanceof ValidationException
                    || cause instanceof IllegalArgumentException) {
                return true;
            }
        }
        return false;
    }

    /** The innermost of what led to it, by which it is told. */
    static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
