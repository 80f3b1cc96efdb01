package dev.emporium.gateway;

import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One route, with the meaning that Emissary gives it. Immutable.
 *
 * @param name what the Mapping is called, for messages
 * @param hostname {@code *}, a host name, or one with a {@code *} at its start or end
 * @param method the only method that it serves, null for all
 * @param weight the share of the requests, in per cent, that a canary takes from the Mapping of the same path; null for
 *     that Mapping itself
 * @param path which paths it serves
 * @param rewrite what becomes of the path
 * @param timeoutMs for the whole request, 0 for none
 * @param idleTimeoutMs how long nothing may happen, and how long a body may take to arrive
 * @param cors null where browsers of other origins are not served
 */
record Mapping(
        String name,
        String hostname,
        String method,
        Integer weight,
        PathMatch path,
        Rewrite rewrite,
        Upstream upstream,
        int timeoutMs,
        int idleTimeoutMs,
        int connectTimeoutMs,
        int precedence,
        Cors cors) {

    /** The order in which Mappings are asked: as Emissary sorts them, the more particular first, and canaries before all. */
    static final Comparator<Mapping> ORDER = Comparator.comparingInt(Mapping::precedence)
            .thenComparingInt(mapping -> mapping.path().text().length())
            .thenComparing(mapping -> mapping.method() != null)
            .thenComparing(mapping -> !"*".equals(mapping.hostname()))
            .thenComparing(mapping -> mapping.path().text())
            .thenComparing(mapping -> mapping.weight() != null)
            .reversed();

    /** How a path is compared; the length of the text counts, also that of an expression. */
    enum Kind {
        PREFIX,
        EXACT,
        REGEX
    }

    record PathMatch(Kind kind, String text, Pattern pattern) {

        static PathMatch of(Kind kind, String text) {
            return new PathMatch(kind, text, kind == Kind.REGEX ? Pattern.compile(text) : null);
        }

        boolean matches(String path) {
            return switch (kind) {
                case PREFIX -> path.startsWith(text);
                case EXACT -> path.equals(text);
                case REGEX -> pattern.matcher(path).matches();
            };
        }

        /** The part of a matching path that a rewrite replaces: all of it, unless the prefix is a plain one. */
        int matchedLength(String path) {
            return kind == Kind.PREFIX ? text.length() : path.length();
        }
    }

    /**
     * What a path is turned into: by an expression, or by replacing what matched, or not at all.
     *
     * @param replacement empty for none
     * @param pattern null unless an expression rewrites
     */
    record Rewrite(String replacement, Pattern pattern) {

        static Rewrite of(String replacement) {
            return new Rewrite(Objects.requireNonNullElse(replacement, "/"), null);
        }

        static Rewrite of(String pattern, String substitution) {
            // Envoy writes \1 where Java writes $1
            String java = substitution.replace("$", "\\$").replaceAll("\\\\(\\d)", "\\$$1");
            return new Rewrite(java, Pattern.compile(pattern));
        }

        String apply(PathMatch match, String path) {
            if (pattern != null) {
                return pattern.matcher(path).replaceAll(replacement);
            }
            return replacement.isEmpty() ? path : replacement + path.substring(match.matchedLength(path));
        }
    }

    /** Where the service listens, as named in the cluster: {@code product-service:8001}. */
    record Upstream(String host, int port) {}

    boolean serves(String requestMethod, String host, String requestPath) {
        return (method == null || method.equals(requestMethod)) && hostMatches(host) && path.matches(requestPath);
    }

    private boolean hostMatches(String host) {
        if (hostname.startsWith("*")) {
            return host.endsWith(hostname.substring(1));
        }
        if (hostname.endsWith("*")) {
            return host.startsWith(hostname.substring(0, hostname.length() - 1));
        }
        return hostname.equalsIgnoreCase(host);
    }

    /** The path that the service gets; what follows the question mark is no part of it. */
    String rewritten(String requestPath) {
        return rewrite.apply(path, requestPath);
    }
}
