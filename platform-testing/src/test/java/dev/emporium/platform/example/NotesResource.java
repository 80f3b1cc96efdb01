package dev.emporium.platform.example;

import dev.emporium.platform.Exchange;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.web.BodyLimit;
import dev.emporium.platform.web.StreamedBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;

@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class NotesResource {
    private static final byte[] LONG = new byte[1_000_000];
    private static final byte[] LONGER = new byte[8_000_000];

    private final Jdbi jdbi;
    private final RootPath rootPath;
    private final Consumer<String> events;
    private final CompletableFuture<Void> enough;

    NotesResource(Jdbi jdbi, RootPath rootPath, Consumer<String> events, CompletableFuture<Void> enough) {
        this.jdbi = jdbi;
        this.rootPath = rootPath;
        this.events = events;
        this.enough = enough;
    }

    /** Not a list of notes, to keep the example small: titles. */
    record Titles(List<String> items, String next) {}

    @GET
    public Response list(
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit,
            @QueryParam("kind") Note.Kind kind,
            @QueryParam("word") String word) {
        List<String> titles =
                jdbi.withHandle(handle -> handle.createQuery("select title from notes order by note_id limit :limit")
                        .bind("limit", limit)
                        .mapTo(String.class)
                        .list());
        return Response.ok(new Titles(titles, null))
                .header("Link", "<" + rootPath.uri() + "?cursor=c>; rel=\"next\"")
                .build();
    }

    @POST
    public Response create(@NotNull @Valid Note note) {
        UUID id = UUID.randomUUID();
        jdbi.useHandle(handle -> handle.createUpdate("insert into notes (note_id, title) values (:id, :title)")
                .bind("id", id)
                .bind("title", note.title())
                .execute());
        return Response.created(rootPath.uri(id)).entity(note.withId(id)).build();
    }

    /** Takes more than others. */
    @PUT
    @Path("{note_id}/text")
    @Consumes(MediaType.TEXT_PLAIN)
    @BodyLimit(200_000)
    public Titles write(@PathParam("note_id") UUID id, String text) {
        return new Titles(List.of(Integer.toString(text.length())), null);
    }

    /** Takes more than it keeps. */
    @PUT
    @Path("{note_id}/stream")
    @Consumes(MediaType.TEXT_PLAIN)
    @BodyLimit(300_000)
    @StreamedBody
    public Titles stream(@PathParam("note_id") UUID id, InputStream text) throws IOException {
        events.accept("reads");
        return new Titles(List.of(Long.toString(text.transferTo(OutputStream.nullOutputStream()))), null);
    }

    @GET
    @Path("{note_id}")
    public Note get(@PathParam("note_id") UUID id) {
        return jdbi.withHandle(handle -> handle.createQuery("select title from notes where note_id = :id")
                        .bind("id", id)
                        .mapTo(String.class)
                        .findOne())
                .map(title -> new Note(id, title, Note.Kind.TO_DO, null, null, List.of(), null))
                .orElseThrow(() -> ProblemException.of(404, "not_found", "There is no such note."));
    }

    @DELETE
    @Path("{note_id}")
    public void delete(@PathParam("note_id") UUID id) {
        throw ProblemException.of(409, "pinned", "The note is pinned.").withRetryAfter(Duration.ofMillis(1500));
    }

    /** Answers more than goes into the buffers between here and a client that does not read. */
    @GET
    @Path("long")
    @Produces(MediaType.TEXT_PLAIN)
    public byte[] longAnswer() {
        return LONG;
    }

    /** Answers more than is collected, and so holds its thread until a client has read most of it. */
    @GET
    @Path("longer")
    @Produces(MediaType.TEXT_PLAIN)
    public byte[] longerAnswer() {
        return LONGER;
    }

    /** Shows the precondition as it arrives. */
    @GET
    @Path("precondition")
    public Titles precondition(@HeaderParam("If-Match") String tag) {
        return new Titles(List.of(tag), null);
    }

    /** Shows where the request comes from. */
    @GET
    @Path("client")
    public Titles client(@Context HttpServletRequest http) {
        return new Titles(List.of(Exchange.of(http).client()), null);
    }

    /** Fails as nobody expects. */
    @GET
    @Path("failures")
    public Response fail() {
        throw new IllegalStateException("secret words");
    }

    /** Fails in PostgreSQL, which takes no NUL. */
    @GET
    @Path("failures/text")
    public String failText() {
        return jdbi.withHandle(handle -> handle.createQuery("select :t")
                .bind("t", "\0")
                .mapTo(String.class)
                .one());
    }

    /** Answers later, from another thread, or once it is enough. */
    @GET
    @Path("slow")
    public void slow(
            @QueryParam("millis") long millis, @QueryParam("fail") boolean fail, @Suspended AsyncResponse answer) {
        events.accept("asked");
        CompletableFuture<Void> time =
                CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
        CompletableFuture.anyOf(time, enough).thenRun(() -> {
            events.accept("answered");
            if (fail) {
                answer.resume(new IllegalStateException("secret words"));
            } else {
                answer.resume(new Titles(List.of(), ""));
            }
        });
    }

    /** Holds its thread while it waits. */
    @GET
    @Path("busy")
    public Titles busy(@QueryParam("seconds") double seconds) {
        events.accept("asked");
        jdbi.useHandle(handle -> handle.execute("select pg_sleep(?)", seconds));
        return new Titles(List.of(), "");
    }
}
