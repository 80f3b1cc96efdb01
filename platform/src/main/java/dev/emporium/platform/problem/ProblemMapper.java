package dev.emporium.platform.problem;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import dev.emporium.platform.Exchange;
import dev.emporium.platform.Failures;
import dev.emporium.platform.RequestContext;
import io.dropwizard.jersey.optional.EmptyOptionalException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.CharConversionException;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ParamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Turns whatever ended a request into its problem document. What nobody expected is logged here, and by
 * {@link ProblemErrorHandler} where it ends beside JAX-RS.
 */
public final class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    /** What a refusal of Jersey's says besides its status. */
    private static final Set<String> KEPT =
            Set.of(HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER, HttpHeaders.WWW_AUTHENTICATE, HttpHeaders.CACHE_CONTROL);

    @Inject
    private Provider<ContainerRequest> request;

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 400) {
            return web.getResponse();
        }
        ProblemException problem = problem(failure);
        if (problem.status() >= 500) {
            log(problem, failure);
        }
        return response(problem);
    }

    /** The problem of a failure; 500 for one that nobody expected. */
    static ProblemException problem(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem;
            }
            if (cause instanceof HttpException http) {
                return Refusal.exception(http.getCode());
            }
        }
        if (failure instanceof WebApplicationException web) {
            return of(web);
        }
        if (failure instanceof JsonProcessingException json && isClients(json)) {
            return JsonProblems.of(json);
        }
        if (failure instanceof ConstraintViolationException constraints) {
            return ConstraintProblems.of(constraints);
        }
        if (failure instanceof EmptyOptionalException) {
            return Refusal.exception(404);
        }
        if (failure instanceof CharConversionException || failure instanceof EofException) {
            return Refusal.exception(400);
        }
        ProblemException database = DatabaseProblems.of(failure);
        return database == null ? Refusal.exception(500) : database;
    }

    private static ProblemException of(WebApplicationException failure) {
        if (failure instanceof ParamException.PathParamException) {
            return Refusal.exception(404);
        }
        if (failure instanceof ParamException parameter) {
            return ProblemException.of(400, "invalid_parameter", "A parameter cannot be understood.")
                    .withErrors(List.of(new FieldError(parameter.getParameterName(), "is not valid")));
        }
        ProblemException problem = Refusal.exception(failure.getResponse().getStatus());
        for (String header : KEPT) {
            String value = failure.getResponse().getHeaderString(header);
            problem = value == null ? problem : problem.withHeader(header, value);
        }
        return problem;
    }

    private static boolean isClients(JsonProcessingException failure) {
        return !(failure instanceof InvalidDefinitionException) && !(failure.getProcessor() instanceof JsonGenerator);
    }

    private void log(ProblemException problem, Throwable failure) {
        Exchange exchange = Exchange.of(request.get());
        RequestContext.with(exchange.requestId(), exchange.traceparent(), () -> {
            LoggingEventBuilder event = problem.status() == 500 ? LOG.atError() : LOG.atWarn();
            event = event.addKeyValue("http.request.method", exchange.method())
                    .addKeyValue("http.route", exchange.route())
                    .addKeyValue("http.response.status_code", problem.status());
            if (problem.status() == 500) {
                event.addKeyValue("event.action", "request-failed")
                        .setCause(failure)
                        .log("The request ended in what nobody expected");
            } else {
                Failures.brief(event, failure).log("The request cannot be served for the moment");
            }
        });
    }

    private Response response(ProblemException problem) {
        ContainerRequest refused = request.get();
        Exchange exchange = Exchange.of(refused);
        exchange.problemCode(problem.code());
        Problem document = Problem.of(
                problem.status(),
                problem.code(),
                problem.getMessage(),
                refused.getRequestUri().getRawPath(),
                exchange.requestId(),
                exchange.traceId(),
                problem.errors());
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(document);
        problem.headers().forEach(response::header);
        return response.build();
    }
}
