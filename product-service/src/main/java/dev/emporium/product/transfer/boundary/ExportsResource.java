package dev.emporium.product.transfer.boundary;

import dev.emporium.product.transfer.entity.TransferFormat;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/** The whole catalogue as a file. */
@Path("exports")
@Tag(name = "Import and export")
// what is asked for by name goes out whatever is accepted
@Produces(MediaType.WILDCARD)
public final class ExportsResource {
    private final Exporter exporter;

    public ExportsResource(Exporter exporter) {
        this.exporter = exporter;
    }

    @GET
    @RolesAllowed({"staff", "admin"})
    @Operation(
            operationId = "exportProducts",
            summary = "Export all products",
            description =
                    """
                    As a file that an import reads, with drafts, and with what is available as `stock`. Products that change \
                    meanwhile are as they were or as they are. NDJSON has all categories before them, with their names and order. Without `format`, `Accept: text/csv` is Shopify's.""",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The file",
                            content = {
                                @Content(mediaType = ImportsResource.NDJSON, schema = @Schema(types = "string")),
                                @Content(mediaType = ImportsResource.CSV, schema = @Schema(types = "string"))
                            }))
    public Response export(
            @Parameter(description = "Whose format; it goes before `Accept`") @QueryParam("format")
                    TransferFormat format,
            @Context HttpHeaders headers) {
        TransferFormat wanted = format == null ? accepted(headers) : format;
        boolean isTable = wanted != TransferFormat.NDJSON;
        StreamingOutput file = out -> exporter.export(wanted, out);
        return Response.ok(file, isTable ? ImportsResource.CSV + ";charset=utf-8" : ImportsResource.NDJSON)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"products." + (isTable ? "csv" : "ndjson") + "\"")
                .build();
    }

    // Request.selectVariant takes what q=0 refuses (Jersey 3.1.11)
    private static TransferFormat accepted(HttpHeaders headers) {
        for (MediaType type : headers.getAcceptableMediaTypes()) {
            boolean isRefused = type.getParameters().getOrDefault("q", "1").matches("0(\\.0*)?");
            if (!isRefused && type.isCompatible(MediaType.valueOf(ImportsResource.NDJSON))) {
                return TransferFormat.NDJSON;
            }
            if (!isRefused && type.isCompatible(MediaType.valueOf(ImportsResource.CSV))) {
                return TransferFormat.SHOPIFY;
            }
        }
        throw new NotAcceptableException();
    }
}
