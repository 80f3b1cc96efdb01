package dev.emporium.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A path in the one spelling in which Mappings are asked and services see it, so that no rule about a path is evaded by
 * writing it differently. As Envoy with the settings of the Module: what need not be escaped is not, what must be is,
 * dots are resolved, and then double slashes become one.
 */
final class CanonicalPath {

    private static final Pattern REFUSED = Pattern.compile(";|%(3B|2F|5C|00)|\\P{ASCII}", Pattern.CASE_INSENSITIVE);
    private static final Pattern SLASHES = Pattern.compile("/{2,}");
    private static final String PLAIN = "-._~!$&'()*+,=:@/%";

    private CanonicalPath() {}

    /** The canonical form, or null for a path that has parameters, hides a slash or the end of a text, or is no ASCII. */
    static String of(String path) {
        if (REFUSED.matcher(path).find()) {
            return null;
        }
        if (path.equals("*")) {
            return path; // of OPTIONS, RFC 9112, section 3.2.4: no path, and not the root either
        }
        return SLASHES.matcher(withoutDots(respelled(path))).replaceAll("/");
    }

    private static String respelled(String path) {
        StringBuilder respelled = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int escaped = c == '%' ? escaped(path, i) : -1;
            if (escaped >= 0 && isUnreserved((char) escaped)) {
                respelled.append((char) escaped);
                i += 2;
            } else if (c == '\\') {
                respelled.append('/');
            } else if (isUnreserved(c) || PLAIN.indexOf(c) >= 0) {
                respelled.append(c);
            } else {
                respelled.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            }
        }
        return respelled.toString();
    }

    private static int escaped(String path, int at) {
        boolean complete = at + 2 < path.length()
                && HexFormat.isHexDigit(path.charAt(at + 1))
                && HexFormat.isHexDigit(path.charAt(at + 2));
        return complete ? HexFormat.fromHexDigits(path, at + 1, at + 3) : -1;
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
    }

    /** RFC 3986, section 5.2.4; an empty segment is one that two dots may take away. */
    private static String withoutDots(String path) {
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            switch (segments[i]) {
                case "." -> {
                    if (last) {
                        kept.add("");
                    }
                }
                case ".." -> {
                    kept.pollLast();
                    if (last) {
                        kept.add("");
                    }
                }
                default -> kept.add(segments[i]);
            }
        }
        return "/" + String.join("/", kept);
    }
}
