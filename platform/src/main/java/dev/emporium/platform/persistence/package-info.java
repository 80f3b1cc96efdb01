/** PostgreSQL through JDBI: how it is migrated, and what is cleared away in time. */
package dev.emporium.platform.persistence;
