package dev.emporium.notification;

import dev.emporium.platform.Platform;
import dev.emporium.platform.security.Security;
import dev.emporium.platform.service.EmporiumService;

/** Notifications: what people are told of their orders, once each. */
public final class NotificationService extends EmporiumService<NotificationConfiguration> {
    public NotificationService() {
        super("notification-service", "notifications", NotificationConfiguration.class);
    }

    public static void main(String[] arguments) throws Exception {
        new NotificationService().start(arguments);
    }

    @Override
    protected void assemble(NotificationConfiguration configuration, Platform platform) {
        Security.install(platform, configuration.getTokens());
    }
}
