package dev.emporium.notification.notification.boundary;

import dev.emporium.notification.notification.entity.Kind;
import dev.emporium.notification.notification.entity.Language;
import dev.emporium.notification.notification.entity.Preferences;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How somebody wants to be told from now on.
 *
 * @param locale null for that of each order
 * @param kinds those that are not named are wanted
 * @param phone null for none
 */
@Schema(
        name = "PreferencesRequest",
        example =
                """
                {"locale": "en", "channels": {"mail": true, "sms": true}, "kinds": {"order_delivered": false},
                 "phone": "+442079460000"}
                """)
record PreferencesRequest(
        Language locale,
        @NotNull @Valid Channels channels,
        @Schema(description = "What is not named is wanted; what must be heard cannot be false") @Size(max = 20)
                Map<String, @NotNull Boolean> kinds,
        @Schema(description = "Where text messages go, as E.164 writes it") @Pattern(regexp = "^\\+[1-9][0-9]{6,14}$")
                String phone) {

    /** @param mail false: only what must be heard */
    @Schema(name = "NotificationChannels")
    record Channels(@NotNull Boolean mail, @NotNull Boolean sms) {}

    /** @throws ProblemException 422 for a kind that there is not, or that must be heard, and for messages to nowhere */
    Preferences wanted() {
        List<FieldError> faults = new ArrayList<>();
        Set<Kind> unwanted = kinds == null ? Set.of() : unwanted(faults);
        if (channels.sms && phone == null) {
            faults.add(new FieldError("phone", "must be given for text messages"));
        }
        if (!faults.isEmpty()) {
            throw ProblemException.of(422, "invalid", "The request is well-formed but not valid.")
                    .withErrors(faults);
        }
        return new Preferences(locale, channels.mail, channels.sms, phone, unwanted);
    }

    private Set<Kind> unwanted(List<FieldError> faults) {
        Map<String, Kind> known = Kind.ofCustomers().collect(Collectors.toMap(Kind::word, kind -> kind));
        kinds.forEach((word, wanted) -> {
            Kind kind = known.get(word);
            if (kind == null) {
                faults.add(new FieldError(
                        "kinds." + word,
                        "is none of " + Kind.ofCustomers().map(Kind::word).collect(Collectors.joining(", "))));
            } else if (kind.isRequired() && !wanted) {
                faults.add(new FieldError("kinds." + word, "cannot be switched off: it must be told"));
            }
        });
        return kinds.entrySet().stream()
                .filter(kind -> !kind.getValue() && known.containsKey(kind.getKey()))
                .map(kind -> known.get(kind.getKey()))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String toString() {
        return "PreferencesRequest[REDACTED]";
    }
}
