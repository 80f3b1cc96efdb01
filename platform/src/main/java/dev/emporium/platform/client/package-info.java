/** Questions to other services, by REST: read only, bounded in time, with an answer for when the other is away. */
package dev.emporium.platform.client;
