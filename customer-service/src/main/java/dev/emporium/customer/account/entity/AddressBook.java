package dev.emporium.customer.account.entity;

import dev.emporium.platform.postal.Address;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/** Customers' addresses: each method names whose, and nobody else's can be reached by it. Thread safe. */
public final class AddressBook {
    public static final int MOST = 20;

    private static final String ADDRESS =
            """
            select address_id, name, line1, line2, city, region, postal_code, country from addresses
            where customer_id = :customer
            """;

    public List<SavedAddress> list(Handle handle, UUID customerId) {
        return handle.createQuery(ADDRESS + "order by address_id")
                .bind("customer", customerId)
                .map(AddressBook::saved)
                .list();
    }

    public Optional<SavedAddress> find(Handle handle, UUID customerId, UUID addressId) {
        return handle.createQuery(ADDRESS + "and address_id = :id")
                .bind("customer", customerId)
                .bind("id", addressId)
                .map(AddressBook::saved)
                .findOne();
    }

    public void add(Handle handle, UUID customerId, UUID addressId, Address address) {
        bind(
                        handle.createUpdate(
                                """
                                insert into addresses (address_id, customer_id, name, line1, line2, city, region,
                                    postal_code, country)
                                values (:id, :customer, :name, :line1, :line2, :city, :region, :postalCode, :country)
                                """),
                        customerId,
                        addressId,
                        address)
                .execute();
    }

    public boolean replace(Handle handle, UUID customerId, UUID addressId, Address address) {
        return bind(
                                handle.createUpdate(
                                        """
                                        update addresses set name = :name, line1 = :line1, line2 = :line2, city = :city,
                                            region = :region, postal_code = :postalCode, country = :country
                                        where customer_id = :customer and address_id = :id
                                        """),
                                customerId,
                                addressId,
                                address)
                        .execute()
                == 1;
    }

    public void remove(Handle handle, UUID customerId, UUID addressId) {
        handle.createUpdate("delete from addresses where customer_id = :customer and address_id = :id")
                .bind("customer", customerId)
                .bind("id", addressId)
                .execute();
    }

    public void clear(Handle handle, UUID customerId) {
        handle.createUpdate("delete from addresses where customer_id = :customer")
                .bind("customer", customerId)
                .execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, UUID customerId, UUID addressId, Address address) {
        return statement
                .bind("id", addressId)
                .bind("customer", customerId)
                .bind("name", address.name())
                .bind("line1", address.line1())
                .bind("line2", address.line2())
                .bind("city", address.city())
                .bind("region", address.region())
                .bind("postalCode", address.postalCode())
                .bind("country", address.country());
    }

    private static SavedAddress saved(ResultSet row, StatementContext context) throws SQLException {
        return new SavedAddress(
                row.getObject("address_id", UUID.class),
                new Address(
                        row.getString("name"),
                        row.getString("line1"),
                        row.getString("line2"),
                        row.getString("city"),
                        row.getString("region"),
                        row.getString("postal_code"),
                        row.getString("country")));
    }
}
