package dev.emporium.product.catalogue.boundary;

import dev.emporium.platform.RootPath;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.security.PublicForGuests;
import dev.emporium.platform.text.Line;
import dev.emporium.platform.text.Text;
import dev.emporium.platform.web.Page;
import dev.emporium.product.catalogue.control.Categories;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** The tree of categories. */
@Path("categories")
@Tag(name = "Categories", description = "The tree that products are found in")
@Produces(MediaType.APPLICATION_JSON)
public final class CategoriesResource {
    private static final String PATH =
            "The way to the category, with / between its parts, as it is in products: each part is a"
                    + " segment of the address, and %2F, which may be the one or the other, is refused with 400";

    private final Categories categories;
    private final RootPath rootPath;

    public CategoriesResource(Categories categories, RootPath rootPath) {
        this.categories = categories;
        this.rootPath = rootPath;
    }

    @GET
    @PermitAll
    @PublicForGuests
    @Operation(
            operationId = "listCategories",
            summary = "List the categories",
            description =
                    """
                    The tree in one page, each category followed by all that is under it. Those that active products are in, and \
                    what these are under; for staff the empty ones too.""")
    @ApiResponse(responseCode = "200", description = "All categories", useReturnTypeSchema = true)
    public Page<CategoryResponse> list(@Auth Optional<Caller> caller) {
        return new Page<>(categories.tree(caller.filter(Caller::isStaff).isPresent()), null)
                .map(CategoryResponse::from);
    }

    @PUT
    @Path("{path: .+}")
    @RolesAllowed({"staff", "admin"})
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "putCategory",
            summary = "Add a category, with those that it is under, or say anew what it is called and where it stands",
            description = "A product with a category that is not there adds it by itself.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The category as it is now",
                        content = @Content(schema = @Schema(implementation = CategoryResponse.class))),
                @ApiResponse(
                        responseCode = "201",
                        description = "The category, which was not there before",
                        content = @Content(schema = @Schema(implementation = CategoryResponse.class)))
            })
    public Response put(
            @Parameter(description = PATH, example = "clothing/shoes")
                    @PathParam("path")
                    @Line(max = CategoryPath.LONGEST)
                    @CategoryPath
                    String path,
            @Valid @NotNull CategoryRequest category,
            @Auth Caller caller,
            @Context HttpServletRequest http) {
        String spelt = Text.line(path);
        Categories.Written written = categories.put(
                spelt,
                category.name() == null ? spelt.substring(spelt.lastIndexOf('/') + 1) : category.name(),
                category.order() == null ? 0 : category.order(),
                Actor.of(caller, http));
        Response.ResponseBuilder answer = written.added()
                ? Response.created(rootPath.uri((Object[]) ("categories/" + spelt).split("/")))
                : Response.ok();
        return answer.entity(CategoryResponse.from(written.category())).build();
    }

    @DELETE
    @Path("{path: .+}")
    @RolesAllowed({"staff", "admin"})
    @Operation(
            operationId = "deleteCategory",
            summary = "Delete a category",
            description = "One that has products or categories in it stays.")
    @ApiResponse(responseCode = "204", description = "The category is deleted")
    @ApiResponse(responseCode = "409", description = "`category_in_use`: there are products or categories in it")
    public void delete(
            @Parameter(description = PATH, example = "clothing/shoes")
                    @PathParam("path")
                    @Line(max = CategoryPath.LONGEST)
                    @CategoryPath
                    String path,
            @Auth Caller caller,
            @Context HttpServletRequest http) {
        categories.delete(Text.line(path), Actor.of(caller, http));
    }
}
