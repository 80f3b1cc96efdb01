package dev.emporium.platform.security;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.emporium.platform.Platform;
import io.dropwizard.auth.AuthValueFactoryProvider;
import io.dropwizard.lifecycle.AutoCloseableManager;
import java.io.Closeable;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.glassfish.jersey.server.ResourceConfig;

/**
 * Switches access control on. There is no switch to turn it off: without {@code tokens} a service does not start, nor
 * with a resource method that does not say who may call it.
 */
public final class Security {
    private Security() {}

    /** For a service that reads the keys over HTTP. Call it in {@code assemble}, once. */
    public static void install(Platform platform, TokenConfiguration tokens) {
        if (tokens == null || !isHttp(tokens.jwksUrl())) {
            throw new IllegalArgumentException("tokens.jwksUrl (JWKS_URL) must say where the keys of access tokens are,"
                    + " such as http://host:8006/customers/.well-known/jwks.json");
        }
        JWKSource<SecurityContext> keys = RemoteKeys.standard().at(tokens.jwksUrl());
        if (keys instanceof Closeable closeable) {
            platform.manage(new AutoCloseableManager(closeable));
        }
        install(platform, tokens, keys);
        // the gateway passes paths on as they are, so the path inside is the path outside
        platform.signInAt(tokens.jwksUrl().resolve("../tokens").getPath());
    }

    private static boolean isHttp(URI url) {
        return url != null && url.getHost() != null && Set.of("http", "https").contains(url.getScheme());
    }

    /** For the service that makes the tokens, and tests: with keys of its own. */
    public static void install(Platform platform, TokenConfiguration tokens, JWKSource<SecurityContext> keys) {
        if (tokens == null) {
            throw new IllegalArgumentException("tokens (TOKEN_ISSUER, TOKEN_AUDIENCE) must be configured");
        }
        TokenVerifier verifier = new TokenVerifier(keys, tokens, platform.clock());
        AccessFeature doors = new AccessFeature(verifier);
        platform.environment().jersey().register(doors);
        platform.environment().jersey().register(new DeniedFirst(doors));
        platform.environment().jersey().register(new AuthValueFactoryProvider.Binder<>(Caller.class));
        ResourceConfig jersey = platform.environment().jersey().getResourceConfig();
        platform.environment().lifecycle().addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarting(LifeCycle event) {
                if (event instanceof Server) {
                    refuseWhatHasNoRule(jersey);
                }
            }
        });
    }

    private static void refuseWhatHasNoRule(ResourceConfig jersey) {
        List<String> open = Stream.concat(
                        jersey.getClasses().stream(),
                        jersey.getInstances().stream().map(Object::getClass))
                .distinct()
                .flatMap(type -> AccessRule.missingIn(type).stream())
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .sorted()
                .toList();
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("every resource method says who may call it, by exactly one of"
                    + " @RolesAllowed (of known roles), @PermitAll and @DenyAll, but not " + String.join(", ", open));
        }
    }
}
