# The container of a node: docker build -t artel . — see docs/OPERATING.md, "As a container". It is not built in CI.
FROM docker.io/library/rust:1-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN cargo build --release --locked -p artel-web \
    && strip -o /artel target/release/artel

FROM docker.io/library/debian:bookworm-slim
# curl asks whether the node is alive; the certificates say which servers can be trusted.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --user-group --uid 10420 --home-dir /data --no-create-home --shell /usr/sbin/nologin artel \
    && install -d -o artel -g artel -m 0750 /data
COPY --from=build /artel /usr/bin/artel
USER artel
WORKDIR /data
VOLUME /data
# Inside a container the node has to listen for the world outside; who reaches it is decided outside.
ENV ARTEL_DATA=/data ARTEL_LISTEN=0.0.0.0:8420
EXPOSE 8420
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["curl", "--silent", "--fail", "http://127.0.0.1:8420/livez"]
ENTRYPOINT ["artel"]
