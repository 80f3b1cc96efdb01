package dev.emporium.notification;

import dev.emporium.platform.service.ServiceConfiguration;

/** What notification-service is configured with: what every service is. */
public final class NotificationConfiguration extends ServiceConfiguration {}
