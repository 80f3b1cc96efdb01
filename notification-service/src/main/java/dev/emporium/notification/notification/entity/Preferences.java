package dev.emporium.notification.notification.entity;

import java.util.Optional;
import java.util.Set;

/**
 * How somebody wants to be told of things.
 *
 * @param language null when they have not said
 * @param phone where text messages go, as E.164 writes it; null for nowhere
 * @param unwanted what they do not want to hear of
 */
public record Preferences(Language language, boolean mail, boolean sms, String phone, Set<Kind> unwanted) {
    /** Of whoever has said nothing: mail about everything. */
    public static final Preferences NONE = new Preferences(null, true, false, null, Set.of());

    public Preferences {
        unwanted = Set.copyOf(unwanted);
    }

    /** Whether this is to be told by this. What must be heard is mailed whatever they want. */
    public boolean want(Kind kind, Channel channel) {
        if (channel == Channel.SMS) {
            return sms && phone != null && kind.hasSms() && !unwanted.contains(kind);
        }
        return kind.isRequired() || mail && !unwanted.contains(kind);
    }

    public Optional<Language> reading() {
        return Optional.ofNullable(language);
    }

    @Override
    public String toString() {
        return "Preferences[REDACTED]";
    }
}
