package dev.emporium.platform.security;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;

/**
 * The public keys at a JWKS URL (RFC 7517), kept and renewed in the background before they grow old, so that no request
 * waits for them but the first.
 *
 * @param life how long a fetched set is good; a new key is published for longer than this before it signs
 * @param longestWait how long a request waits for a fetch that another one has begun
 * @param pause two fetches at most in this time, whatever unknown {@code kid} comes
 * @param patience how long the last set serves while the URL gives no answer
 */
record RemoteKeys(Duration life, Duration longestWait, Duration pause, Duration patience) {
    private static final int CONNECT_MILLIS = 500;
    private static final int READ_MILLIS = 2_000;
    private static final int LARGEST = 100_000;

    static RemoteKeys standard() {
        return new RemoteKeys(
                Duration.ofMinutes(5), Duration.ofSeconds(6), Duration.ofSeconds(10), Duration.ofHours(12));
    }

    JWKSource<SecurityContext> at(URI url) {
        return JWKSourceBuilder.create(url(url), new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, LARGEST))
                .cache(life.toMillis(), longestWait.toMillis())
                .refreshAheadCache(life.toMillis() / 3, true)
                .rateLimited(pause.toMillis())
                .retrying(true)
                .outageTolerant(patience.toMillis())
                .build();
    }

    private static URL url(URI uri) {
        try {
            return uri.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
