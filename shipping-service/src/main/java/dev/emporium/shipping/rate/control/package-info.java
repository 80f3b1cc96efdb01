/** Where the table of rates comes from. */
package dev.emporium.shipping.rate.control;
