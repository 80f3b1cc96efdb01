/**
 * Who calls, and what they may: access tokens verified offline (RFC 9068, RFC 8725), and an access rule on every
 * resource method, since what has none is refused at start.
 */
package dev.emporium.platform.security;
