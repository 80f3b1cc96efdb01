package dev.emporium.platform.example;

import dev.emporium.platform.Platform;
import dev.emporium.platform.Workers;
import dev.emporium.platform.service.EmporiumService;
import dev.emporium.platform.service.ServiceConfiguration;
import io.dropwizard.lifecycle.Managed;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** The smallest service that shows everything: the pattern for the others, and what the platform is tested with. */
public final class ExampleService extends EmporiumService<ServiceConfiguration> {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> enough = new CompletableFuture<>();
    private volatile Workers workers;

    public ExampleService() {
        super("example-service", "notes", ServiceConfiguration.class);
    }

    public static void main(String[] arguments) throws Exception {
        new ExampleService().start(arguments);
    }

    @Override
    protected void assemble(ServiceConfiguration configuration, Platform platform) {
        workers = platform.workers();
        platform.resource(new NotesResource(platform.jdbi(), platform.rootPath(), events::add, enough));
        platform.manage(new Managed() {
            @Override
            public void stop() {
                events.add("stopped");
            }
        });
    }

    /** What is answered slowly is answered now. */
    public void hurry() {
        enough.complete(null);
    }

    /** The threads of the background. */
    public Workers workers() {
        return workers;
    }

    /** What happened in which order, for tests of the end. */
    public List<String> events() {
        return events;
    }
}
