package dev.emporium.platform.persistence;

/**
 * A commit that does not wait for the disk, for what nobody was promised and a crash of the database's server may take back:
 * who has something in hand and until when, where it is no harm that it is taken in hand again.
 */
public final class LazyCommit {
    /** A condition that always holds, and lets the transaction of the statement that has it commit so; no other one. */
    public static final String CONDITION = "(select set_config('synchronous_commit', 'off', true)) is not null";

    private LazyCommit() {}
}
