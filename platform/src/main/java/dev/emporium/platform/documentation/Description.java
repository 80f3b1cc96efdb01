package dev.emporium.platform.documentation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.problem.Problem;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.jaxrs2.Reader;
import io.swagger.v3.jaxrs2.ext.OpenAPIExtensions;
import io.swagger.v3.oas.integration.SwaggerConfiguration;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.security.OAuthFlow;
import io.swagger.v3.oas.models.security.OAuthFlows;
import io.swagger.v3.oas.models.security.Scopes;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The OpenAPI 3.1 description, made from the resources themselves, and from what reads, checks and answers their requests. */
final class Description {
    static {
        OpenAPIExtensions.getExtensions().add(0, new AccessExtension());
    }

    private Description() {}

    /** @param tokens where one signs in, null where access control is not switched on */
    static byte[] of(String title, RootPath rootPath, Set<Class<?>> resources, String tokens, ObjectMapper json)
            throws IOException {
        Schemas schemas = new Schemas(json);
        ModelResolver resolver = schemas.openapi31(true);
        ModelConverters converters = ModelConverters.getInstance(true);
        synchronized (Description.class) {
            converters.addConverter(resolver);
            try {
                OpenAPI api = read(title, rootPath, resources, tokens, converters);
                Shapes.complete(api, schemas.records(), json);
                leaveOutWhatNothingRefersTo(api);
                return Json31.mapper().writeValueAsBytes(api);
            } finally {
                converters.removeConverter(resolver);
            }
        }
    }

    private static OpenAPI read(
            String title, RootPath rootPath, Set<Class<?>> resources, String tokens, ModelConverters converters)
            throws IOException {
        OpenAPI frame =
                new OpenAPI().addServersItem(new Server().url(server(rootPath))).components(securitySchemes(tokens));
        SwaggerConfiguration settings =
                new SwaggerConfiguration().openAPI(frame).openAPI31(true);
        // the reader tells the first one alone, and the rest would read bodies as OpenAPI 3.0, with a mapper of their
        // own
        OpenAPIExtensions.getExtensions().forEach(extension -> extension.setConfiguration(settings.toConfiguration()));
        OpenAPI api = new Reader(settings).read(resources).info(Introduction.of(title, tokens));
        // the reader copies its frame as OpenAPI 3.0, which has no such schemas
        Components conventions = Conventions.components();
        api.getComponents()
                .headers(conventions.getHeaders())
                .parameters(conventions.getParameters())
                .responses(conventions.getResponses());
        converters.readAll(Problem.class).forEach(api.getComponents()::addSchemas);
        // in a fixed order, so that two descriptions can be compared
        Paths paths = new Paths();
        if (api.getPaths() != null) {
            new TreeMap<>(api.getPaths()).forEach(paths::addPathItem);
        }
        api.setPaths(paths);
        paths.values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(operation -> operation.setOperationId(named(operation.getOperationId(), title)));
        return api;
    }

    /** What several services have is named after each, so that a client of all of them can tell the operations apart. */
    private static String named(String operation, String title) {
        String service = title.replaceFirst("-service$", "");
        return operation.replace("{Service}", Character.toUpperCase(service.charAt(0)) + service.substring(1));
    }

    private static void leaveOutWhatNothingRefersTo(OpenAPI api) throws IOException {
        Components components = api.getComponents();
        // a response may be all that refers to a header
        for (Map.Entry<String, Map<String, ?>> kind : List.<Map.Entry<String, Map<String, ?>>>of(
                Map.entry("responses", components.getResponses()),
                Map.entry("headers", components.getHeaders()),
                Map.entry("parameters", components.getParameters()))) {
            String text = Json31.mapper().writeValueAsString(api);
            kind.getValue()
                    .keySet()
                    .removeIf(name -> !text.contains("\"#/components/" + kind.getKey() + "/" + name + "\""));
        }
    }

    /** E-mail and password (RFC 6749, section 4.3) or a token that one has: "Authorize" in Swagger UI, in this order. */
    private static Components securitySchemes(String tokens) {
        Components components = new Components();
        if (tokens != null) {
            components.addSecuritySchemes(
                    AccessExtension.SIGN_IN,
                    new SecurityScheme()
                            .type(SecurityScheme.Type.OAUTH2)
                            .description("The user name is the e-mail address; there is no client id.")
                            .flows(new OAuthFlows()
                                    .password(new OAuthFlow().tokenUrl(tokens).scopes(new Scopes()))));
        }
        return components.addSecuritySchemes(
                AccessExtension.TOKEN,
                new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT")
                        .description("An access token, from wherever it was got."));
    }

    /** Relative to the description's own address (OpenAPI 3.1, section 4.8.5), so that it holds behind any gateway. */
    private static String server(RootPath rootPath) {
        String collection = rootPath.api().substring(rootPath.api().lastIndexOf('/') + 1);
        return rootPath.description().startsWith(rootPath.api() + "/") ? "../" + collection : collection;
    }
}
