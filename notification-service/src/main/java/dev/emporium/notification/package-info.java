/** Notifications: what people are told of their orders, once each. */
package dev.emporium.notification;
