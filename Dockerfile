# The service as an image. Publish the program first; the image takes it as it is, so that building it needs no SDK:
#
#   dotnet publish src/EpmRl.Retrieval.Cli -c Release -r linux-x64 --self-contained -o artifacts/epmrl
#   docker build -t epmrl .
#   docker run --read-only --tmpfs /tmp -v epmrl-data:/data -v "$PWD/indexes/sample:/index:ro" -p 127.0.0.1:8080:8080 epmrl
#
# Beyond loopback a key is required. The first one is made inside: docker compose run --rm service serve keys add --scope admin --data /data
FROM debian:12-slim

# libgomp1 is what LightGBM needs; bash asks /readyz below.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libgomp1 libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin epmrl \
    && install -d -o epmrl -g epmrl -m 0700 /data

COPY artifacts/epmrl /opt/epmrl

# No diagnostic pipes, so that the root file system may be read-only; nothing the runtime does on its own leaves the machine.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_CLI_TELEMETRY_OPTOUT=1 \
    NO_COLOR=1

USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200 '"]

ENTRYPOINT ["/opt/epmrl/epmrl"]
CMD ["serve", "--index", "/index", "--data", "/data", "--urls", "http://0.0.0.0:8080"]
