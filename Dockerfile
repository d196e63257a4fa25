FROM node:20-bookworm-slim

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY . .
# The mount points belong to the user, and a named volume takes over the owner of what it is mounted on.
RUN npm run build:ui \
  && mkdir -p /data /shared/spool /shared/keys \
  && chown -R node:node /data /shared

USER node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=180s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Without npm in between, so that a stop reaches the service.
CMD ["node", "--import", "tsx", "server/main.ts"]
