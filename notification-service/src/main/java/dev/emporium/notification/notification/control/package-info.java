/** What there is to tell, once for each cause; and of whom, if they want it. */
package dev.emporium.notification.notification.control;
