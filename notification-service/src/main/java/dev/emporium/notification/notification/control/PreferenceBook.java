package dev.emporium.notification.notification.control;

import dev.emporium.notification.notification.entity.PreferenceRepository;
import dev.emporium.notification.notification.entity.Preferences;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.ErasedCustomers;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** How customers want to be told. Thread safe. */
public final class PreferenceBook {
    private final ErasedCustomers erased = new ErasedCustomers();
    private final Jdbi jdbi;
    private final PreferenceRepository preferences;

    public PreferenceBook(Jdbi jdbi, PreferenceRepository preferences) {
        this.jdbi = jdbi;
        this.preferences = preferences;
    }

    public Preferences read(UUID customerId) {
        return jdbi.withHandle(handle -> preferences.find(handle, customerId)).orElse(Preferences.NONE);
    }

    /** @throws ProblemException 401 when the account was deleted */
    public void write(UUID customerId, Preferences wanted) {
        jdbi.useTransaction(transaction -> {
            // whoever deletes the account waits for this, or this for them
            erased.hold(transaction, List.of(customerId));
            erased.refuse(transaction, customerId);
            preferences.set(transaction, customerId, wanted);
        });
    }
}
