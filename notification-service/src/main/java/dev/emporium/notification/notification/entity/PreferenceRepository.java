package dev.emporium.notification.notification.entity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Who wants to be told how; every method is one statement. Thread safe. */
public final class PreferenceRepository {

    public Optional<Preferences> find(Handle handle, UUID customerId) {
        return handle.createQuery(
                        """
                        select locale, mail, sms, phone, unwanted from preferences where customer_id = :customerId
                        """)
                .bind("customerId", customerId)
                .map(PreferenceRepository::preferences)
                .findOne();
    }

    /** Those of these customers who have said something. */
    public Map<UUID, Preferences> find(Handle handle, Collection<UUID> customerIds) {
        return handle.createQuery(
                        """
                        select customer_id, locale, mail, sms, phone, unwanted from preferences
                        where customer_id = any(:customerIds)
                        """)
                .bind("customerIds", customerIds.toArray(UUID[]::new))
                .map((row, context) -> Map.entry(row.getObject("customer_id", UUID.class), preferences(row, context)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    public void set(Handle handle, UUID customerId, Preferences preferences) {
        handle.createUpdate(
                        """
                        insert into preferences (customer_id, locale, mail, sms, phone, unwanted)
                        values (:customerId, :locale, :mail, :sms, :phone, :unwanted)
                        on conflict (customer_id) do update set locale = excluded.locale, mail = excluded.mail,
                            sms = excluded.sms, phone = excluded.phone, unwanted = excluded.unwanted
                        """)
                .bind("customerId", customerId)
                .bind("locale", preferences.reading().map(Language::word).orElse(null))
                .bind("mail", preferences.mail())
                .bind("sms", preferences.sms())
                .bind("phone", preferences.phone())
                .bind(
                        "unwanted",
                        preferences.unwanted().stream().map(Kind::word).sorted().toArray(String[]::new))
                .execute();
    }

    public void delete(Handle handle, Collection<UUID> customerIds) {
        handle.createUpdate("delete from preferences where customer_id = any(:customerIds)")
                .bind("customerIds", customerIds.toArray(UUID[]::new))
                .execute();
    }

    private static Preferences preferences(ResultSet row, StatementContext context) throws SQLException {
        return new Preferences(
                Language.of(row.getString("locale")).orElse(null),
                row.getBoolean("mail"),
                row.getBoolean("sms"),
                row.getString("phone"),
                Arrays.stream((String[]) row.getArray("unwanted").getArray())
                        .map(Kind::of)
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
