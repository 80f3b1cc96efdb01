package dev.emporium.platform.documentation;

import dev.emporium.platform.Exchange;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.problem.Problem;
import dev.emporium.platform.problem.Refusal;
import dev.emporium.platform.security.AccessRule;
import dev.emporium.platform.web.Page;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What holds for all operations of the house, said of each that it holds for: headers, refusals, bounds of parameters. */
final class Conventions {
    /** RFC 9110, section 13.1.1. */
    private static final String TAGS = "^(\\*|(W/)?\"[^\"]*\"(\\s*,\\s*(W/)?\"[^\"]*\")*)$";

    private static final String WITHOUT_CONTROLS = "^[^\\u0000-\\u001F\\u007F-\\u009F]+$";
    private static final int LONGEST_TAGS = 1000;
    private static final String WAIT = "Retry-After";
    private static final List<Integer> REFUSALS = List.of(400, 401, 403, 404, 412, 413, 415, 422, 428, 429, 503);

    private final Operation operation;
    private final Method method;
    private final ApiResponses responses;

    private Conventions(Operation operation, Method method) {
        this.operation = operation;
        this.method = method;
        this.responses = operation.getResponses();
    }

    static void apply(Operation operation, Method method) {
        Conventions conventions = new Conventions(operation, method);
        conventions.boundParameters();
        conventions.tellSuccess();
        conventions.tellRefusals();
        if (operation.getSecurity() == null) {
            operation.setSecurity(List.of());
        }
    }

    /** What operations refer to. */
    static Components components() {
        Components components = new Components()
                .addHeaders(
                        Exchange.REQUEST_ID, header("The id of the request: the one that was sent, or a new one", true))
                .addHeaders(HttpHeaders.LOCATION, header("Where it is", true))
                .addHeaders(HttpHeaders.ETAG, header("The strong entity tag of what is answered", true))
                .addHeaders(HttpHeaders.LINK, header("The next page, as rel=\"next\"; none on the last one", false))
                .addHeaders(
                        Answer.REPLAYED,
                        header("true when this Idempotency-Key was answered before, and this is that answer", false))
                .addHeaders(HttpHeaders.WWW_AUTHENTICATE, header("RFC 6750, section 3", true))
                .addHeaders(
                        WAIT,
                        header("How many seconds to wait before it is asked again", true)
                                .schema(schema("integer").minimum(java.math.BigDecimal.ZERO)))
                .addParameters(
                        HttpHeaders.IF_NONE_MATCH,
                        new Parameter()
                                .in("header")
                                .name(HttpHeaders.IF_NONE_MATCH)
                                .description("ETags that the client has: 304 for one that is still right")
                                .schema(schema("string").maxLength(8192)));
        REFUSALS.forEach(status -> components.addResponses(Refusal.of(status).code(), refusal(status)));
        return components.addResponses(
                "refusal",
                withHeader(
                        new ApiResponse()
                                .description("Any other refusal: a problem document (RFC 9457) says which by its code")
                                .content(problem()),
                        Exchange.REQUEST_ID));
    }

    private static Header header(String description, boolean required) {
        return new Header().description(description).required(required).schema(schema("string"));
    }

    private static Schema<?> schema(String type) {
        Schema<?> schema = new JsonSchema();
        schema.addType(type);
        return schema;
    }

    private static ApiResponse refusal(int status) {
        ApiResponse response =
                new ApiResponse().description(Refusal.of(status).detail()).content(problem());
        if (status == 401) {
            withHeader(response, HttpHeaders.WWW_AUTHENTICATE);
        }
        if (status == 429 || status == 503) {
            withHeader(response, WAIT);
        }
        return withHeader(response, Exchange.REQUEST_ID);
    }

    private static Content problem() {
        return new Content()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        new MediaType().schema(new JsonSchema().$ref("#/components/schemas/Problem")));
    }

    private static ApiResponse withHeader(ApiResponse response, String name) {
        response.addHeaderObject(name, new Header().$ref(name));
        return response;
    }

    private void boundParameters() {
        Idempotent idempotent = method.getAnnotation(Idempotent.class);
        if (idempotent != null) {
            operation.addParametersItem(key(idempotent));
        }
        parameters("header", HttpHeaders.IF_MATCH).forEach(tag -> {
            tag.getSchema().pattern(TAGS).maxLength(LONGEST_TAGS);
        });
        parameters("query", "cursor").forEach(cursor -> {
            cursor.description("The \"next\" of an earlier page; left out for the first");
            if (cursor.getSchema().getPattern() == null) {
                cursor.getSchema().pattern(Page.CURSOR);
            }
        });
        texts().forEach(text -> text.pattern(WITHOUT_CONTROLS));
        if (method.isAnnotationPresent(GET.class)) {
            operation.addParametersItem(new Parameter().$ref(HttpHeaders.IF_NONE_MATCH));
        }
    }

    /** Texts of the query of which nothing else is said: {@code StrictParameters} takes none with control characters. */
    private List<Schema<?>> texts() {
        return operation.getParameters() == null
                ? List.of()
                : operation.getParameters().stream()
                        .filter(parameter -> "query".equals(parameter.getIn()))
                        .<Schema<?>>map(Parameter::getSchema)
                        .filter(schema ->
                                schema.getTypes() != null && schema.getTypes().contains("string"))
                        .filter(schema ->
                                schema.getPattern() == null && schema.getFormat() == null && schema.getEnum() == null)
                        .toList();
    }

    private Parameter key(Idempotent idempotent) {
        boolean guests = operation.getSecurity() == null
                || operation.getSecurity().stream().anyMatch(java.util.Map::isEmpty);
        return new Parameter()
                .in("header")
                .name(IdempotentRequest.HEADER)
                .required(idempotent.required())
                .description(
                        "A name of yours for this request, such as a new UUID: sent again, it takes effect once and is"
                                + " answered the same."
                                + (guests ? " A guest's is a secret: send a new random UUID" : ""))
                .schema(schema("string").pattern(IdempotentRequest.PATTERN).maxLength(IdempotentRequest.LONGEST));
    }

    private List<Parameter> parameters(String in, String name) {
        return operation.getParameters() == null
                ? List.of()
                : operation.getParameters().stream()
                        .filter(parameter -> in.equals(parameter.getIn()) && name.equals(parameter.getName()))
                        .toList();
    }

    /** What is read from a method's type stands under "default": it is the success. */
    private void tellSuccess() {
        ApiResponse typed = responses.remove(ApiResponses.DEFAULT);
        if (responses.isEmpty() && typed != null) {
            int status = method.getReturnType() == void.class ? 204 : 200;
            responses.addApiResponse(
                    Integer.toString(status),
                    typed.description(Status.fromStatusCode(status).getReasonPhrase())
                            .content(status == 204 ? null : typed.getContent()));
        }
        responses.forEach((status, response) -> {
            if (response.getHeaders() != null) {
                // those of the house are only named; one that says what it is, is the operation's own
                response.getHeaders()
                        .replaceAll((name, own) -> own.getDescription() == null ? new Header().$ref(name) : own);
            }
            switch (status) {
                case "200" -> {
                    if (isTagged(response) || takes("header", HttpHeaders.IF_MATCH)) {
                        withHeader(response, HttpHeaders.ETAG);
                    }
                    if (takes("query", "cursor")) {
                        withHeader(response, HttpHeaders.LINK);
                    }
                }
                case "201", "202" -> withHeader(response, HttpHeaders.LOCATION);
                default -> {
                    if (Integer.parseInt(status) >= 400 && response.getContent() == null) {
                        response.content(problem());
                    }
                }
            }
            if (Integer.parseInt(status) < 300 && method.isAnnotationPresent(Idempotent.class)) {
                withHeader(response, Answer.REPLAYED);
            }
            withHeader(response, Exchange.REQUEST_ID);
        });
        if (isTagged(responses.get("200"))) {
            responses.addApiResponse(
                    "304",
                    withHeader(
                            withHeader(
                                    new ApiResponse().description("What the client has is still right"),
                                    HttpHeaders.ETAG),
                            Exchange.REQUEST_ID));
        }
    }

    /** What is read is, but for a file: that is not held until its tag is known. */
    private boolean isTagged(ApiResponse read) {
        return method.isAnnotationPresent(GET.class)
                && (read == null
                        || read.getContent() == null
                        || read.getContent().containsKey(jakarta.ws.rs.core.MediaType.APPLICATION_JSON));
    }

    private boolean takes(String in, String name) {
        return !parameters(in, name).isEmpty();
    }

    private void tellRefusals() {
        Set<Integer> refusals = new TreeSet<>(Set.of(400, 429, 503));
        AccessRule.of(method).ifPresent(rule -> {
            if (rule.ownCredentials() || rule.callerNeeded() || AccessRule.takesACaller(method)) {
                refusals.add(401);
            }
            if (!rule.roles().isEmpty()) {
                refusals.add(403);
            }
        });
        if (operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> "path".equals(parameter.getIn()))) {
            refusals.add(404);
        }
        if (operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> "query".equals(parameter.getIn()))) {
            refusals.add(422);
        }
        parameters("header", HttpHeaders.IF_MATCH).forEach(tag -> {
            refusals.add(412);
            if (Boolean.TRUE.equals(tag.getRequired())) {
                refusals.add(428);
            }
        });
        if (operation.getRequestBody() != null) {
            refusals.addAll(Set.of(413, 415, 422));
        }
        refusals.stream()
                .filter(status -> !responses.containsKey(status.toString()))
                .forEach(status -> responses.addApiResponse(
                        status.toString(),
                        new ApiResponse().$ref(Refusal.of(status).code())));
        responses.addApiResponse(ApiResponses.DEFAULT, new ApiResponse().$ref("refusal"));
    }
}
