package dev.emporium.platform.web;

import com.google.common.net.InetAddresses;
import dev.emporium.platform.Exchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.InetAddressSet;

/**
 * Decides which address a request comes from; what it decided is {@link Exchange#client()}. A proxy puts the address of
 * its own peer at the end of {@code X-Forwarded-For}. It is believed when it is trusted itself, so the client is the
 * right-most hop that is not: what stands before that anybody may have written. No name is ever looked up. Immutable.
 */
public final class TrustedProxies {
    private static final Pattern NETWORK = Pattern.compile("([0-9a-fA-F:.]+)(/[0-9]{1,3})?");

    /** An address, in brackets or not, and perhaps the port that some proxies write behind it. */
    private static final Pattern HOP =
            Pattern.compile("\\[([^\\]]*)\\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}|([^\\[\\]]*)");

    private final InetAddressSet networks = new InetAddressSet();

    /**
     * @param list networks and addresses such as {@code 10.0.0.0/8, ::1}; empty when nobody is believed
     * @throws IllegalArgumentException for anything else
     */
    public TrustedProxies(String list) {
        for (String text : list.split(",")) {
            if (!text.isBlank()) {
                add(text.strip());
            }
        }
    }

    private void add(String network) {
        var parts = NETWORK.matcher(network);
        try {
            // an address that is none would be taken for a name
            if (parts.matches() && InetAddresses.isInetAddress(parts.group(1)) && networks.add(network)) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException("trustedProxies (TRUSTED_PROXIES) must be networks such as 10.0.0.0/8,"
                + " separated by commas, but has \"" + network + "\"");
    }

    /**
     * Whether a request comes from where gateways and our own services are, without a word of whom it is for: by a service
     * for all of its callers, by a gateway that tells nobody's address, or by a person on the spot.
     */
    boolean isUntold(Request request) {
        return !request.getHeaders().contains(HttpHeader.X_FORWARDED_FOR)
                && request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                && networks.test(peer.getAddress());
    }

    /** The client's address in the form of RFC 5952, an IPv4 address always as such. */
    String client(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                        && peer.getAddress() != null
                ? client(peer.getAddress(), request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR))
                : client(InetAddress.getLoopbackAddress(), List.of());
    }

    String client(InetAddress peer, List<String> forwardedFor) {
        if (forwardedFor.isEmpty()) {
            return InetAddresses.toAddrString(peer);
        }
        String[] hops = String.join(",", forwardedFor).split(",");
        InetAddress client = peer;
        for (int i = hops.length - 1; i >= 0 && networks.test(client); i--) {
            InetAddress hop = address(hops[i].strip());
            if (hop == null) {
                break;
            }
            client = hop;
        }
        return InetAddresses.toAddrString(client);
    }

    /** Null for what is no address. */
    private static InetAddress address(String hop) {
        var parts = HOP.matcher(hop);
        if (!parts.matches()) {
            return null;
        }
        String text =
                parts.group(1) != null ? parts.group(1) : parts.group(2) != null ? parts.group(2) : parts.group(3);
        // a zone is a name of the proxy's machine
        return !text.contains("%") && InetAddresses.isInetAddress(text) ? InetAddresses.forString(text) : null;
    }
}
