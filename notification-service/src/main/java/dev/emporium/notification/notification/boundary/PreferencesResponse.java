package dev.emporium.notification.notification.boundary;

import dev.emporium.notification.notification.entity.Kind;
import dev.emporium.notification.notification.entity.Language;
import dev.emporium.notification.notification.entity.Preferences;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How somebody wants to be told: of each kind that there is for customers, whether. */
@Schema(name = "Preferences")
record PreferencesResponse(
        @Nullable @Schema(description = "null: that of each order") Language locale,
        PreferencesRequest.Channels channels,
        Map<String, Boolean> kinds,
        @Nullable String phone) {
    static PreferencesResponse from(Preferences preferences) {
        return new PreferencesResponse(
                preferences.language(),
                new PreferencesRequest.Channels(preferences.mail(), preferences.sms()),
                Kind.ofCustomers()
                        .collect(Collectors.toMap(
                                Kind::word,
                                kind -> !preferences.unwanted().contains(kind),
                                (one, other) -> one,
                                TreeMap::new)),
                preferences.phone());
    }

    @Override
    public String toString() {
        return "PreferencesResponse[REDACTED]";
    }
}
