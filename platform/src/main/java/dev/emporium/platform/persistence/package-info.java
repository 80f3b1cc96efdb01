/** PostgreSQL through JDBI: which failures pass by themselves, pages over a key, and what is cleared away in time. */
package dev.emporium.platform.persistence;
