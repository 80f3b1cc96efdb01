package dev.emporium.customer.audit.boundary;

import dev.emporium.customer.audit.entity.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds out where a request comes from. A peer that is a trusted proxy has put the address of its own peer at the end of
 * {@code X-Forwarded-For}; what stands before that anybody may have written.
 */
public final class Origins {
    /** Only literal addresses: a name would be looked up. */
    private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private final List<Network> trusted;

    /** @throws IllegalArgumentException for what is not networks such as {@code 10.0.0.0/8}, separated by commas */
    public Origins(String trustedProxies) {
        trusted = Pattern.compile(",")
                .splitAsStream(trustedProxies)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Network::of)
                .toList();
    }

    public Origin of(HttpServletRequest request) {
        return of(request.getRemoteAddr(), Collections.list(request.getHeaders("X-Forwarded-For")));
    }

    Origin of(String peer, List<String> forwardedFor) {
        String direct = unbracketed(peer);
        if (forwardedFor.isEmpty() || !isTrusted(direct)) {
            return new Origin(direct);
        }
        String[] hops = forwardedFor.get(forwardedFor.size() - 1).split(",");
        String last = hops.length == 0 ? "" : unbracketed(hops[hops.length - 1].strip());
        return new Origin(isLiteral(last) ? parsed(last).getHostAddress() : direct);
    }

    private boolean isTrusted(String address) {
        return isLiteral(address) && trusted.stream().anyMatch(network -> network.contains(parsed(address)));
    }

    private static String unbracketed(String address) {
        return address.replaceAll("[\\[\\]]|%.*$", "");
    }

    private static boolean isLiteral(String address) {
        return LITERAL.matcher(address).matches() && (address.contains(":") || address.matches("[0-9]+(\\.[0-9]+){3}"));
    }

    private static InetAddress parsed(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress();
        }
    }

    private record Network(byte[] address, int bits) {
        static Network of(String text) {
            String[] parts = text.split("/", 2);
            if (!isLiteral(parts[0]) || parts.length == 2 && !parts[1].matches("[0-9]{1,3}")) {
                throw new IllegalArgumentException("trustedProxies (TRUSTED_PROXIES) must be networks such as"
                        + " 10.0.0.0/8, separated by commas, but has \"" + text + "\"");
            }
            byte[] address = parsed(parts[0]).getAddress();
            return new Network(address, parts.length == 2 ? Integer.parseInt(parts[1]) : address.length * 8);
        }

        boolean contains(InetAddress other) {
            byte[] bytes = other.getAddress();
            if (bytes.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < Math.min(bits, bytes.length * 8); bit++) {
                if (((bytes[bit / 8] ^ address[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
