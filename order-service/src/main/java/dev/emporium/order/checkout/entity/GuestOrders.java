package dev.emporium.order.checkout.entity;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** What guests have ordered in each hour; every method is one statement unless it says so. Thread safe. */
public final class GuestOrders {

    /** The salt of the hour: the proposed one, or the one that another replica was first with. Two statements. */
    public byte[] salt(Handle handle, Instant hour, byte[] proposed) {
        handle.execute("insert into guest_hours (hour, salt) values (?, ?) on conflict do nothing", hour, proposed);
        return handle.createQuery("select salt from guest_hours where hour = :hour")
                .bind("hour", hour)
                .mapTo(byte[].class)
                .one();
    }

    /** Counts an order of so many pieces; false, and nothing is counted, when it would be more than may be. */
    public boolean count(Handle handle, Instant hour, byte[] guest, long pieces, int mostOrders, long mostPieces) {
        return handle.createUpdate(
                                """
                                insert into guest_orders as known (hour, guest, orders, pieces)
                                select :hour, :guest, 1, :pieces where :pieces <= :mostPieces
                                on conflict (hour, guest) do update
                                    set orders = known.orders + 1, pieces = known.pieces + :pieces
                                    where known.orders < :mostOrders and known.pieces + :pieces <= :mostPieces
                                """)
                        .bind("hour", hour)
                        .bind("guest", guest)
                        .bind("pieces", pieces)
                        .bind("mostOrders", mostOrders)
                        .bind("mostPieces", mostPieces)
                        .execute()
                == 1;
    }

    /** Forgets the hours that began before, with their guests. */
    public void purge(Handle handle, Instant before) {
        handle.execute("delete from guest_hours where hour < ?", before);
    }
}
