# One image for every service: docker build --build-arg SERVICE=hello-service .

# Builds all services at once, because all images share this stage.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress -Psbom -Dmaven.test.skip -Dspotless.check.skip package
# Splits each jar into layers, from what hardly ever changes to what always does.
RUN for jar in *-service/target/*-service.jar web-console/target/web-console.jar; do \
        service=$(basename "$jar" .jar) && \
        java -Djarmode=tools -jar "$jar" extract --layers --destination "/layers/$service" && \
        mv "/layers/$service/application/$service.jar" "/layers/$service/application/service.jar" || exit 1; \
    done

FROM eclipse-temurin:25-jre
ARG SERVICE
LABEL org.opencontainers.image.title="$SERVICE" \
    org.opencontainers.image.description="A RabbitMQ pattern as a Spring Boot service, or the page that shows all of them" \
    org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=build /layers/${SERVICE}/dependencies/ ./
COPY --from=build /layers/${SERVICE}/snapshot-dependencies/ ./
COPY --from=build /layers/${SERVICE}/application/ ./
# Rehearses a run, without a broker, and records an AOT cache that makes every start quicker. A JVM that the cache does not fit
# ignores it.
RUN --mount=type=bind,source=deploy/rehearse,target=/tmp/rehearse \
    /tmp/rehearse ${SERVICE} java -XX:AOTCacheOutput=service.aot -Xmx256m -XX:+UseSerialGC -Dspring.aot.enabled=true -jar service.jar
USER 10001:10001
ENV SERVER_ADDRESS=0.0.0.0 SERVER_PORT=8080
HEALTHCHECK --interval=3s --timeout=5s --start-period=300s --retries=5 CMD ["bash", "-c", "\
    exec 3<>/dev/tcp/127.0.0.1/$SERVER_PORT && \
    printf 'GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n' >&3 && \
    grep -q '^HTTP/1.[01] 200' <&3"]
ENTRYPOINT ["java", "-XX:AOTCache=service.aot", "-Xmx256m", "-XX:MaxDirectMemorySize=64m", "-XX:+UseSerialGC", \
    "-XX:+ExitOnOutOfMemoryError"]
# The build has already worked out which beans there are, for a quicker start. Traces need others: there, the command is without it.
CMD ["-Dspring.aot.enabled=true", "-jar", "service.jar"]
