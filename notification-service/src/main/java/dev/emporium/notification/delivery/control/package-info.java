/** How what there is to tell is written, and reaches its reader outside of any transaction. */
package dev.emporium.notification.delivery.control;
