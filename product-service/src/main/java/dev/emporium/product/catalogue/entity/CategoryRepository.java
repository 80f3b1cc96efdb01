package dev.emporium.product.catalogue.entity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The tree of categories. Those that products say are entered as the products are written, by the database, whoever writes
 * them. Every method is one statement in the handle's transaction; thread safe.
 */
public final class CategoryRepository {

    /** All of them, in no particular order. */
    public List<Category> all(Handle handle) {
        return handle.createQuery("select category_id, path, name, sort_order from categories")
                .map(CategoryRepository::category)
                .list();
    }

    /** Adds a category that is not there, with its parents, each named by the last part of its path. @return whether it did */
    public boolean enter(Handle transaction, String path) {
        return transaction
                .createQuery("select enter_category(:path)")
                .bind("path", path)
                .mapTo(Boolean.class)
                .one();
    }

    /** Says what a category that is there is called, and where it stands. */
    public Category replace(Handle transaction, String path, String name, int order) {
        return transaction
                .createQuery(
                        """
                        with changed as (
                            update categories set name = :name, sort_order = :order where path = :path
                            returning category_id, path, name, sort_order
                        )
                        select category_id, path, name, sort_order from changed
                        """)
                .bind("path", path)
                .bind("name", name)
                .bind("order", order)
                .map(CategoryRepository::category)
                .one();
    }

    /** Adds those that are not there, in one order for everybody, with their parents; all stay. @return their paths */
    public List<String> enter(Handle transaction, Collection<CategoryDetails> given) {
        return transaction
                .createQuery(
                        """
                        select path from (
                            select path, enter_category(path) as added from (select unnest(:paths) as path order by 1) as given
                        ) as entered where added
                        """)
                .bind("paths", given.stream().map(CategoryDetails::path).toArray(String[]::new))
                .mapTo(String.class)
                .list();
    }

    /** Says what those that differ are called, and where they stand, in one order for everybody. @return their paths */
    public List<String> replace(Handle transaction, Collection<CategoryDetails> given) {
        return transaction
                .createQuery(
                        """
                        with given as (
                            select path, name, sort_order from unnest(:paths, :names, :orders) as g (path, name, sort_order)
                        ), locked as materialized (
                            select path from categories c where path = any(:paths) order by path for no key update
                        )
                        update categories c set name = g.name, sort_order = g.sort_order
                        from locked join given g using (path)
                        where c.path = g.path and (c.name, c.sort_order) is distinct from (g.name, g.sort_order)
                        returning c.path
                        """)
                .bind("paths", given.stream().map(CategoryDetails::path).toArray(String[]::new))
                .bind("names", given.stream().map(CategoryDetails::name).toArray(String[]::new))
                .bind("orders", given.stream().map(CategoryDetails::order).toArray(Integer[]::new))
                .mapTo(String.class)
                .list();
    }

    /**
     * Deletes a category; products that are deleted are no longer in it. A product or a category that is in it is refused by
     * the database.
     *
     * @return its id; empty when there is none
     */
    public Optional<UUID> delete(Handle transaction, String path) {
        return transaction
                .createQuery(
                        """
                        with gone as (
                            update products set category = null where category = :path and deleted_at is not null
                        ), deleted as (
                            delete from categories where path = :path returning category_id
                        )
                        select category_id from deleted
                        """)
                .bind("path", path)
                .mapTo(UUID.class)
                .findOne();
    }

    private static Category category(ResultSet row, StatementContext context) throws SQLException {
        return new Category(
                row.getObject("category_id", UUID.class),
                row.getString("path"),
                row.getString("name"),
                row.getInt("sort_order"));
    }
}
