# docker build -t muster .        see docs/deploy.md
#
# The base images can be replaced, as where GitHub is out of reach: an image with Node and Go as
# BUILD_IMAGE makes PocketBase from its module.
ARG NODE_IMAGE=node:24-bookworm-slim
ARG BUILD_IMAGE=${NODE_IMAGE}

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
ARG MUSTER_BASE_PATH=
# PocketBase comes as its official archive, whose checksum is pinned, or is built with Go.
RUN --mount=type=cache,target=/root/.npm \
	--mount=type=cache,target=/root/.cache/muster \
	npm run bundle -- /opt/muster

FROM ${NODE_IMAGE}
# Certificates of authorities for S3 and mail; time zones, without which Muster does not start.
RUN apt-get update \
	&& apt-get install -y --no-install-recommends ca-certificates tzdata \
	&& rm -rf /var/lib/apt/lists/* \
	&& install -d -o 1000 -g 1000 -m 0700 /data
COPY --from=build /opt/muster /opt/muster
WORKDIR /opt/muster
ARG MUSTER_BASE_PATH=
ENV NODE_ENV=production \
	MUSTER_HOST=0.0.0.0 \
	MUSTER_PORT=8090 \
	MUSTER_DATA=/data \
	MUSTER_BASE_PATH=${MUSTER_BASE_PATH}
USER 1000:1000
VOLUME /data
EXPOSE 8090
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s --retries=3 \
	CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.MUSTER_PORT}/api/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "pocketbase/serve/main.mjs"]
