package dev.emporium.platform.web;

import dev.emporium.platform.Exchange;
import dev.emporium.platform.RootPath;
import java.util.Optional;
import java.util.function.BiFunction;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers guests who read something that is at hand, before servlets and resources come to it: as a resource would
 * that everybody may read, header by header. All else goes on to the resource, whatever is special about it: a token, a
 * body, a wish for another format.
 */
public final class ReadyAnswers extends Handler.Wrapper {
    private static final String FOUND = ReadyAnswers.class.getName();
    private static final HttpField NO_CACHE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-cache");
    private static final HttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, HttpHeader.AUTHORIZATION.asString());
    private static final HttpField AND_BY_ENCODING =
            new PreEncodedHttpField(HttpHeader.VARY, HttpHeader.ACCEPT_ENCODING.asString());
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");

    private final String collection;
    private final String route;
    private final BiFunction<String, String, Optional<ReadyAnswer>> answers;

    /**
     * @param route the template, as the resource's requests are counted by
     * @param answers what is at hand for the path below the collection, empty for itself, and the query, null for none, both
     *     to the letter; must not wait for anything
     */
    public ReadyAnswers(RootPath rootPath, String route, BiFunction<String, String, Optional<ReadyAnswer>> answers) {
        this.collection = rootPath.api();
        this.route = route;
        this.answers = answers;
    }

    private record Found(ReadyAnswers by, ReadyAnswer answer) {
        void give(Request request, Response response, Callback callback) {
            Exchange.of(request).route(by.route);
            write(answer, request, response, callback);
        }
    }

    /** Whether the answer to a request is at hand; it stays with the request until it is given. */
    boolean find(Request request) {
        String path = Request.getPathInContext(request);
        if (!isBelow(path) || !isPlain(request) || Exchange.isAdmin(request)) {
            return false;
        }
        String below = path.substring(Math.min(path.length(), collection.length() + 1));
        Optional<ReadyAnswer> answer = answers.apply(below, request.getHttpURI().getQuery());
        answer.ifPresent(ready -> request.setAttribute(FOUND, new Found(this, ready)));
        return answer.isPresent();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getAttribute(FOUND) instanceof Found found && found.by == this) {
            found.give(request, response, callback);
            return true;
        }
        return super.handle(request, response, callback);
    }

    /**
     * Gives what was found, as it is: past what is for bodies, for threads that wait, for the log lines of a resource and for
     * the choice among ports and contexts. Where it may have to be compressed, or was when its tag was given, it comes by.
     */
    static boolean giveAtOnce(Request request, Response response, Callback callback) {
        if (request.getAttribute(FOUND) instanceof Found found && isAsItIs(request.getHeaders())) {
            found.give(request, response, callback);
            return true;
        }
        return false;
    }

    private static boolean isAsItIs(HttpFields headers) {
        String known = headers.get(HttpHeader.IF_NONE_MATCH);
        return !headers.contains(HttpHeader.ACCEPT_ENCODING) && (known == null || !known.contains("--"));
    }

    private boolean isBelow(String path) {
        return path.startsWith(collection)
                && (path.length() == collection.length() || path.charAt(collection.length()) == '/');
    }

    private static boolean isPlain(Request request) {
        HttpFields headers = request.getHeaders();
        String accepted = headers.get(HttpHeader.ACCEPT);
        return (HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod()))
                && !headers.contains(HttpHeader.AUTHORIZATION)
                && !headers.contains(HttpHeader.CONTENT_LENGTH)
                && !headers.contains(HttpHeader.TRANSFER_ENCODING)
                && (accepted == null || accepted.equals("*/*") || accepted.equals("application/json"));
    }

    private static void write(ReadyAnswer answer, Request request, Response response, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.ETAG, answer.tag());
        headers.put(NO_CACHE);
        headers.put(VARY);
        headers.add(AND_BY_ENCODING);
        answer.headers().forEach(headers::put);
        if (EntityTagFilter.matches(request.getHeaders().get(HttpHeader.IF_NONE_MATCH), answer.tag())) {
            response.setStatus(HttpStatus.NOT_MODIFIED_304);
            callback.succeeded();
            return;
        }
        headers.put(JSON);
        headers.put(HttpHeader.CONTENT_LENGTH, answer.length());
        response.write(true, HttpMethod.HEAD.is(request.getMethod()) ? null : answer.body(), callback);
    }
}
