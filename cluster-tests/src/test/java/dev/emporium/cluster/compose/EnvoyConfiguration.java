package dev.emporium.cluster.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.Buffer;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.extensions.filters.http.lua.v3.Lua;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.util.List;

/** What Envoy reads at its start, read as strictly: a field that it does not know is an error. */
final class EnvoyConfiguration {
    private static final JsonFormat.Parser PARSER = JsonFormat.parser()
            .usingTypeRegistry(JsonFormat.TypeRegistry.newBuilder()
                    .add(HttpConnectionManager.getDescriptor())
                    .add(Router.getDescriptor())
                    .add(Buffer.getDescriptor())
                    .add(Cors.getDescriptor())
                    .add(CorsPolicy.getDescriptor())
                    .add(Lua.getDescriptor())
                    .add(StdoutAccessLog.getDescriptor())
                    .add(OpenTelemetryConfig.getDescriptor())
                    .add(HttpProtocolOptions.getDescriptor())
                    .build());

    private EnvoyConfiguration() {}

    /** What is wrong with it by Envoy's own definitions; nothing when it is right. */
    static List<String> violations(JsonNode configuration) {
        try {
            PARSER.merge(configuration.toString(), Bootstrap.newBuilder());
            return List.of();
        } catch (InvalidProtocolBufferException e) {
            return List.of(e.getMessage());
        }
    }
}
