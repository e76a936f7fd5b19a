# Builds the console, then keeps nothing of the build but dist/: one bundle and the pages beside it.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM gcr.io/distroless/nodejs20-debian12:nonroot
WORKDIR /app
COPY --from=build /app/dist ./
# Inside a container every address is meant; without users Signalbox then refuses to start.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 SIGNALBOX_DATA_DIR=/tmp/signalbox
USER 65532
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s CMD ["/nodejs/bin/node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/healthz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["server.mjs"]
