/** Notifications, what was ordered, and preferences, as they are kept. */
package dev.emporium.notification.notification.entity;
