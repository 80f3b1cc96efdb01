# syntax=docker/dockerfile:1.7
# The image of any service: docker build --build-arg SERVICE=order-service .
# Base images are pinned by digest, and Dependabot keeps them fresh.

# Java as the services need it: the same for all of them, so one layer on every node.
FROM maven:3.9.11-eclipse-temurin-17@sha256:e4a7ace3dc0d645ed97f8d9ad0b0d3f0b14fa8d150138f27f116d7105a639b82 AS runtime
COPY images/runtime.sh images/settle.sh /images/
RUN /images/runtime.sh /opt/java

# Every pom.xml and nothing else, so that the next stage changes with the libraries only.
FROM runtime AS poms
COPY . /all
RUN mkdir /poms && cd /all && cp --parents -r .mvn pom.xml */pom.xml /poms

# Says at once what Maven would leave to be found out when it is done.
FROM poms AS asked
ARG SERVICE
RUN { test "${SERVICE%-service}" != "$SERVICE" && test -f "/poms/$SERVICE/pom.xml" && echo "$SERVICE" >/asked; } || \
    { echo "There is no service '$SERVICE': docker build --build-arg SERVICE=order-service ." >&2; exit 1; }

# OpenTelemetry's agent, for whoever asks for it by JAVA_TOOL_OPTIONS.
FROM poms AS agent
WORKDIR /poms
COPY images/tracing.properties images/settle.sh /images/
RUN mvn -q -B -pl local dependency:copy@agent && mkdir /opt/opentelemetry && \
    cp local/target/opentelemetry/agent.jar /images/tracing.properties /opt/opentelemetry && /images/settle.sh /opt/opentelemetry

FROM runtime AS libraries
WORKDIR /source
COPY --from=poms /poms ./
RUN mvn -q -B -DskipTests -Dspotless.check.skip -pl "standalone,$(echo *-service | tr ' ' ',')" -am package

# All services at once, as those who build them all do it once.
FROM libraries AS build
COPY . ./
RUN mvn -q -B -DskipTests -Dspotless.check.skip -pl "standalone,$(echo *-service | tr ' ' ',')" -am package

FROM build AS layers
COPY --from=asked /asked /asked
RUN images/layers.sh /layers "$(cat /asked)" && mv "/layers/$(cat /asked)" /service

# It sees this service's layers and its rehearsal, and nothing else of the source. As long as they are the same, whoever has
# built this before takes the same archive again: no two are, see images/archive.sh. One at a time, on a small machine too.
FROM runtime AS archive
WORKDIR /rehearsal
COPY images/archive.sh images/settle.sh images/
COPY k8s/infrastructure/kafka-topics.yaml k8s/infrastructure/
COPY --from=build /source/standalone/target/standalone.jar standalone/target/
COPY --from=build /source/standalone/target/lib standalone/target/lib
COPY --from=layers /service /service
COPY --from=asked /asked /asked
RUN --mount=type=cache,id=rehearsal,target=/turn,sharing=locked images/archive.sh /opt/java "$(cat /asked)=/service"

# Those outside whom the services talk to, on one machine: docker build --target simulators . It is no image of a cluster.
FROM runtime AS simulators
WORKDIR /app
RUN install --directory --owner=65532 --group=65532 /data
COPY --from=build /source/simulators/target/lib lib
COPY --from=build /source/simulators/target/simulators.jar ./
# what makes Kafka's topics there
COPY --from=build /source/standalone/target/lib/local-*.jar /source/standalone/target/lib/kafka-clients-*.jar \
  /source/standalone/target/lib/snakeyaml-*.jar /source/standalone/target/lib/slf4j-api-*.jar topics/
USER 65532:65532
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-cp", "simulators.jar"]

# glibc, certificates, time zones and a user, 65532; no shell. Its newest Debian 12: it has no other tags.
FROM gcr.io/distroless/base-nossl-debian12:nonroot@sha256:be40c00dfabd86576d92666e87e406714d5618342de1a0c213ad232de255172e
WORKDIR /app
COPY --from=runtime /opt/java /opt/java
COPY --from=agent /opt/opentelemetry /opt/opentelemetry
COPY --from=layers /service/dependencies ./
COPY --from=layers /service/application ./
COPY --from=archive /service/archive ./
USER 65532:65532
# glibc would keep a heap for many a thread, of the node's processors and not of the container's.
ENV MALLOC_ARENA_MAX=2
# The archive is made for paths relative to /app. The heap follows the container's memory limit; the rest of it is for
# threads, classes and buffers: docs/images.md. The second compiler copies less into what it compiles, and so is done in half
# the time. Further options come by JAVA_TOOL_OPTIONS.
ENTRYPOINT ["/opt/java/bin/java", "-XX:MaxRAMPercentage=55", "-XX:FreqInlineSize=150", "-XX:InlineSmallCode=1000", "-XX:MaxInlineLevel=9", \
  "-XX:+ExitOnOutOfMemoryError", "-XX:SharedArchiveFile=service.jsa", "-jar", "service.jar"]
CMD ["server"]
ARG SERVICE
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="$SERVICE" \
      org.opencontainers.image.description="$SERVICE of the Emporium e-commerce backend" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
