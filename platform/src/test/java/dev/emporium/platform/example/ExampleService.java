package dev.emporium.platform.example;

import dev.emporium.platform.EmporiumService;
import dev.emporium.platform.Platform;
import dev.emporium.platform.ServiceConfiguration;

/** The smallest service that shows everything: the pattern for the others, and what the platform is tested with. */
public final class ExampleService extends EmporiumService<ServiceConfiguration> {
    public ExampleService() {
        super("example-service", "notes", ServiceConfiguration.class);
    }

    public static void main(String[] arguments) throws Exception {
        new ExampleService().start(arguments);
    }

    @Override
    protected void assemble(ServiceConfiguration configuration, Platform platform) {
        platform.resource(new NotesResource(platform.jdbi(), platform.rootPath()));
    }
}
