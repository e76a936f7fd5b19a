import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, scryptSync } from "node:crypto";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startRedis } from "@/lib/testing/redis-server";
import { hostileStore } from "./hostile-store";
import { DATABASES, OUTAGE, PASSWORD, USERS } from "./people";

export interface Stack {
  readonly baseUrl: string;
  readonly redisPort: number;
  /** Where the source `outage` looks for its store; the story that needs it starts one there. */
  readonly outagePort: number;
  stop(): Promise<void>;
}

const LOGS = "test-results/logs";

/** A Redis, the demo fleet on its first database, a store of hostile bytes, and the production server on all of them. */
export async function startStack(): Promise<Stack> {
  mkdirSync(LOGS, { recursive: true });
  const redis = await startRedis(["--databases", "32"]);
  const children: ChildProcess[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), "signalbox-e2e-"));
  const stop = async () => {
    for (const child of children.reverse()) await ended(child);
    await redis.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const database = (db: number) => `redis://127.0.0.1:${redis.port}/${db}`;
    await hostileStore(redis.client(DATABASES.hostile));
    const fleet = ["--conditions=react-server", "--import", "tsx", "demo/fleet/fleet.ts", database(DATABASES.shop)];
    children.push(start("fleet", fleet, {}));
    const port = await freePort();
    const outagePort = await freePort();
    const outage = { id: OUTAGE, label: OUTAGE, url: `redis://127.0.0.1:${outagePort}/0`, environment: "test" };
    const sources = Object.entries(DATABASES).map(([id, db]) => ({
      id,
      label: id,
      url: database(db),
      environment: "test",
    }));
    const baseUrl = `http://127.0.0.1:${port}/`;
    const server = start("server", ["scripts/start.mjs"], {
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      SIGNALBOX_DATA_DIR: dataDir,
      SIGNALBOX_USERS: USERS.map(({ name, role }) => `${name}:${role}:${hash(PASSWORD)}`).join("\n"),
      SIGNALBOX_SOURCES: JSON.stringify([...sources, outage]),
    });
    children.push(server);
    await answers(`${baseUrl}healthz`, server);
    return { baseUrl, redisPort: redis.port, outagePort, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function start(name: string, args: readonly string[], env: Record<string, string>): ChildProcess {
  const log = openSync(join(LOGS, `${name}.log`), "w");
  return spawn(process.execPath, args, {
    stdio: ["ignore", log, log],
    env: { ...process.env, NODE_OPTIONS: "", ...env },
  });
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    if (server.exitCode !== null || Date.now() > deadline) {
      throw new Error(`the server does not answer at ${url}:\n${readFileSync(join(LOGS, "server.log"), "utf8")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const backstop = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(backstop);
}

function hash(password: string): string {
  const cost = { N: 2 ** 15, r: 8, p: 1 };
  const salt = randomBytes(16);
  const key = scryptSync(password, salt, 32, { ...cost, maxmem: 64 * 1024 * 1024 });
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}
