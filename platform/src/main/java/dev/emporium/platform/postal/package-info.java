/** Postal addresses: their one shape, and what each country demands of them. */
package dev.emporium.platform.postal;
