package dev.emporium.product.transfer.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.web.BodyLimit;
import dev.emporium.platform.web.Page;
import dev.emporium.platform.web.StreamedBody;
import dev.emporium.product.transfer.control.Imports;
import dev.emporium.product.transfer.control.UnreadableFileException;
import dev.emporium.product.transfer.entity.Import;
import dev.emporium.product.transfer.entity.TransferFormat;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Files of products that come into the catalogue. */
@Path("imports")
@Tag(name = "Import and export", description = "Whole catalogues, as files")
@Produces(MediaType.APPLICATION_JSON)
public final class ImportsResource {
    static final String CSV = "text/csv";
    static final String NDJSON = "application/x-ndjson";

    /** A million products have room. */
    private static final int LARGEST = 1 << 30;

    /** Bytes in which the first line of a table is looked for. */
    private static final int BEGINNING = 64 << 10;

    private static final String SHOPIFY =
            """
            Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Image Src,Status
            green-tea,Green tea,<p>First flush</p>,Emporium,tea,Size,100 g,TEA-GREEN-100,120,25,7.90,https://images.example/tea.jpg,active
            green-tea,,,,,,250 g,TEA-GREEN-250,280,10,17.90,,
            """;
    /** In quotes, without which it would be taken for the object that stands on the line. */
    private static final String LINE =
            """
            "{\\"sku\\": \\"TEA-GREEN-100\\", \\"name\\": \\"Green tea, 100 g\\", \\"price\\": {\\"amount\\": \\"7.90\\", \\"currency\\": \\"EUR\\"}, \\"stock\\": 25}\\n"
            """;

    private final Imports imports;
    private final ObjectMapper json;
    private final RootPath rootPath;

    public ImportsResource(Imports imports, ObjectMapper json, RootPath rootPath) {
        this.imports = imports;
        this.json = json;
        this.rootPath = rootPath;
    }

    @POST
    @BodyLimit(LARGEST)
    @StreamedBody
    @RolesAllowed({"staff", "admin"})
    @Consumes({CSV, NDJSON})
    @Operation(
            operationId = "importProducts",
            summary = "Import products",
            description =
                    """
                    Takes a file of up to 1 GiB (through the gateway, 1 MiB) in UTF-8, and reads it afterwards; its own address, in \
                    `Location`, tells how far it is. Products with a new SKU are created, with `stock` as their first quantity; \
                    others are replaced where they differ, and keep their stock: the same file twice changes nothing. A line that \
                    something is wrong with is told by its faults, and the others go on.

                    `text/csv` is Shopify's product CSV or WooCommerce's export, as its first line says; variants become products of \
                    one family, and descriptions plain text. `application/x-ndjson` has a product on each line, as it is created, or a category, as it is put and with its \
                    `path`: `{"path": "clothing/shoes", "name": "Shoes & boots", "order": 20}`. It counts as a product does.""",
            responses =
                    @ApiResponse(
                            responseCode = "202",
                            description = "The file is here, and is going to be read",
                            headers = @Header(name = HttpHeaders.LOCATION),
                            content = @Content(schema = @Schema(implementation = ImportResponse.class))))
    @Idempotent
    @RequestBody(
            required = true,
            content = {
                @Content(
                        mediaType = CSV,
                        schema = @Schema(types = "string", minLength = 1, maxLength = LARGEST),
                        examples = @ExampleObject(SHOPIFY)),
                @Content(
                        mediaType = NDJSON,
                        schema = @Schema(types = "string", minLength = 1, maxLength = LARGEST),
                        examples = @ExampleObject(LINE))
            })
    public Response create(
            @Parameter(description = "Whether everything is looked at and told, and nothing kept")
                    @QueryParam("dry_run")
                    @DefaultValue("false")
                    boolean dryRun,
            @Parameter(description = "Of prices that do not say theirs: ISO 4217", example = "EUR")
                    @QueryParam("currency")
                    @DefaultValue("EUR")
                    @Pattern(regexp = "^[A-Z]{3}$")
                    String currency,
            InputStream body,
            @Context ContainerRequestContext request,
            @Auth Caller caller,
            @Context HttpServletRequest http)
            throws IOException {
        PushbackInputStream file = new PushbackInputStream(body, BEGINNING);
        byte[] beginning = file.readNBytes(BEGINNING);
        if (beginning.length == 0) {
            throw ProblemException.of(400, "body_required", "The request needs a file as its body.");
        }
        file.unread(beginning);
        Imports.Terms terms = new Imports.Terms(format(request.getMediaType(), beginning), currency, dryRun);
        return imports.take(IdempotentRequest.of(caller, request), terms, file, Actor.of(caller, http), this::accepted)
                .toResponse();
    }

    private static TransferFormat format(MediaType type, byte[] beginning) {
        try {
            return MediaType.valueOf(NDJSON).isCompatible(type)
                    ? TransferFormat.NDJSON
                    : FileFormats.ofTable(beginning);
        } catch (UnreadableFileException e) {
            throw ProblemException.of(422, "unknown_file", e.getMessage());
        }
    }

    private Answer accepted(Import work) {
        Map<String, String> headers = Map.of(
                HttpHeaders.LOCATION, rootPath.uri("imports", work.importId()).toString());
        try {
            return new Answer(202, headers, json.writeValueAsString(ImportResponse.from(work)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @GET
    @Path("{import_id}")
    @RolesAllowed({"staff", "admin"})
    @Operation(
            operationId = "readImport",
            summary = "Read how far an import is",
            description = "Imports are kept for 30 days after their end.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The import",
                            content = @Content(schema = @Schema(implementation = ImportResponse.class))))
    public ImportResponse read(@PathParam("import_id") UUID importId) {
        return ImportResponse.from(imports.read(importId));
    }

    /** A page, as the description tells of it. */
    @Schema(name = "ImportFaultPage")
    private record Faults(List<FaultResponse> items, @Nullable String next) {}

    @GET
    @Path("{import_id}/faults")
    @RolesAllowed({"staff", "admin"})
    @Operation(
            operationId = "listImportFaults",
            summary = "List what was wrong with which line",
            description = "In the order of the file: of the first 10,000 products that something is wrong with.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page of faults",
                            content = @Content(schema = @Schema(implementation = Faults.class))))
    public Response faults(
            @PathParam("import_id") UUID importId,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri) {
        return imports.faults(importId, Page.after(cursor), limit)
                .map(FaultResponse::from)
                .toResponse(rootPath.uri("imports", importId, "faults"), uri.getQueryParameters());
    }
}
