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

/** One customer's addresses, seen through one handle and its transaction: nobody else's can be reached by it. */
public record AddressBook(Handle handle, UUID customerId) {
    public static final int MOST = 20;

    private static final String ADDRESS =
            """
            select address_id, name, line1, line2, city, region, postal_code, country from addresses
            where customer_id = :customer
            """;

    public List<SavedAddress> list() {
        return handle.createQuery(ADDRESS + "order by address_id")
                .bind("customer", customerId)
                .map(AddressBook::saved)
                .list();
    }

    public Optional<SavedAddress> find(UUID addressId) {
        return handle.createQuery(ADDRESS + "and address_id = :id")
                .bind("customer", customerId)
                .bind("id", addressId)
                .map(AddressBook::saved)
                .findOne();
    }

    public void add(UUID addressId, Address address) {
        bind(
                        handle.createUpdate(
                                """
                                insert into addresses (address_id, customer_id, name, line1, line2, city, region,
                                    postal_code, country)
                                values (:id, :customer, :name, :line1, :line2, :city, :region, :postalCode, :country)
                                """),
                        addressId,
                        address)
                .execute();
    }

    public boolean replace(UUID addressId, Address address) {
        return bind(
                                handle.createUpdate(
                                        """
                                        update addresses set name = :name, line1 = :line1, line2 = :line2, city = :city,
                                            region = :region, postal_code = :postalCode, country = :country
                                        where customer_id = :customer and address_id = :id
                                        """),
                                addressId,
                                address)
                        .execute()
                == 1;
    }

    public void remove(UUID addressId) {
        handle.createUpdate("delete from addresses where customer_id = :customer and address_id = :id")
                .bind("customer", customerId)
                .bind("id", addressId)
                .execute();
    }

    public void clear() {
        handle.createUpdate("delete from addresses where customer_id = :customer")
                .bind("customer", customerId)
                .execute();
    }

    private <S extends SqlStatement<S>> S bind(S statement, UUID addressId, Address address) {
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
