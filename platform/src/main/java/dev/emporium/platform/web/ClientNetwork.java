package dev.emporium.platform.web;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/** What counts as one client: somebody with IPv6 has at least 2^64 addresses of their own (RFC 6177). */
public final class ClientNetwork {
    private ClientNetwork() {}

    /** The first half of an IPv6 address, and any other text as it is; no name is looked up. */
    public static String of(String address) {
        if (!InetAddresses.isInetAddress(address)) {
            return address;
        }
        InetAddress parsed = InetAddresses.forString(address);
        return parsed instanceof Inet6Address
                ? HexFormat.of().formatHex(parsed.getAddress(), 0, 8)
                : parsed.getHostAddress();
    }
}
