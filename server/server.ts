import "server-only";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { handleAuth } from "@/lib/auth/handler";
import { ConfigError } from "@/lib/config/config-error";
import type { Config } from "@/lib/config/env";
import { logger, safeMessage } from "@/lib/errors/logger";
import type { Runtime } from "@/lib/runtime/runtime";
import { getRuntime } from "@/lib/runtime/runtime";
import { warm } from "./asset";
import { loadConsole } from "./console-files";
import type { Ask } from "./first-answers";
import { createHandler } from "./handler";
import { gracefulEnd, onSignals, refuseUpgrades } from "./lifecycle";
import { createReadiness } from "./readiness";

/** The production entry: one process that answers pages, API and streams. */
async function main(): Promise<void> {
  const runtime = runtimeOrExit();
  const { config, services } = runtime;
  const files = loadConsole(join(dirname(fileURLToPath(import.meta.url)), "console"), config.basePath);
  const readiness = createReadiness(services);
  const onError = (error: unknown) => logger.error({ error: safeMessage(error) }, "request failed");

  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000, keepAliveTimeout: 65_000 },
    createHandler({
      basePath: config.basePath,
      files,
      auth: runtime.auth,
      registry: services.registry,
      snapshots: services.snapshots,
      pace: services.pace,
      api: apiListener(runtime),
      ready: readiness.ready,
      first: { ask: askOf(runtime), readOnly: config.readOnly },
      onError,
    }),
  );
  const stopping = new AbortController();
  refuseUpgrades(server);
  const end = gracefulEnd(server, stopping.signal);
  server.on("error", (error) => {
    process.stderr.write(`Signalbox cannot listen on ${config.host}:${config.port}: ${error.message}\n`);
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    const address = server.address();
    announce(config, typeof address === "object" && address ? address.port : config.port);
    void warmAll(files.assets.values());
  });

  onSignals(async () => {
    readiness.stop();
    stopping.abort();
    runtime.beginClosing();
    await runtime.close(end());
  });
  process.on("SIGHUP", runtime.reload);
}

/** Sign-in is answered by next-auth, everything else below `/api/v1` by the API app. */
function apiListener({ auth, api, config }: Runtime) {
  const signIn = `${config.basePath}/api/auth/`;
  return getRequestListener(
    (request, env) => {
      const { incoming } = env;
      const ip = incoming.socket.remoteAddress ?? null;
      if (new URL(request.url).pathname.startsWith(signIn)) return handleAuth(auth, request, { ip });
      return api.fetch(request, { incoming, ip });
    },
    { errorHandler },
  );
}

/** The API's own answer to somebody's page, with what the page's request said of them. */
function askOf({ api, config }: Runtime): Ask {
  return async (req, path) => {
    const headers = new Headers();
    for (const name of ["host", "cookie", "authorization", "x-forwarded-for", "x-forwarded-proto"]) {
      const value = req.headers[name];
      if (typeof value === "string") headers.set(name, value);
    }
    const url = `http://${req.headers.host}${config.basePath}/api/v1${path}`;
    const response = await api.fetch(new Request(url, { headers }), { ip: req.socket.remoteAddress ?? null });
    return response.status === 200 ? response.text() : null;
  };
}

function errorHandler(error: unknown): Response {
  logger.error({ error: safeMessage(error) }, "request failed");
  return new Response(null, { status: 500 });
}

function runtimeOrExit(): Runtime {
  try {
    return getRuntime();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(ConfigError.exitCode);
  }
}

function announce(config: Config, port: number): void {
  for (const warning of config.warnings) process.stderr.write(`warning: ${warning}\n`);
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  const origin = config.publicUrl?.origin ?? `http://${host}:${port}`;
  const lines = [`Signalbox ready at ${origin}${config.basePath}/`];
  if (config.generatedAdmin) {
    lines.push(`user: ${config.generatedAdmin.name}`, `password: ${config.generatedAdmin.password}`);
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** One at a time, so that nobody's request waits for it. */
async function warmAll(assets: Iterable<Parameters<typeof warm>[0]>): Promise<void> {
  for (const asset of assets) await warm(asset);
}

await main();
