// `npm run demo`: the console on a store that really moves. Needs Node; installs or finds the rest itself.
import { fork, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildIsCurrent } from "../scripts/build-state.mjs";
import { claim } from "./claim.mjs";
import { findOrInstallRedis, freePort, startRedisServer } from "./redis-server.mjs";
import { CannotGoOn, run, stepper } from "./steps.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const children = [];
let stopping = false;

/** A folder of its own for each demo that runs at the same time; the first one's is used again at the next start. */
function claimFolder() {
  for (let n = 1; ; n += 1) {
    const folder = join(root, ".signalbox", n === 1 ? "demo" : `demo-${n}`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (claim(join(folder, "pid"))) return folder;
  }
}

async function stop(code) {
  if (stopping) return;
  stopping = true;
  for (const child of [...children].reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    await new Promise((resolve) => {
      const timer = setTimeout(() => child.kill("SIGKILL"), 8_000);
      child.once("exit", () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill("SIGTERM");
    });
  }
  process.exit(code);
}

function keepAlive(child, name, folder) {
  children.push(child);
  child.on("exit", (code, signal) => {
    if (stopping) return;
    console.error(`The ${name} stopped by itself (${code ?? signal}); ending the demo. Its log is in ${folder}.`);
    void stop(1);
  });
}

async function ready(url, child) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new CannotGoOn("The console did not start; see the lines above.");
    const ok = await fetch(`${url}/healthz`).then(
      (r) => r.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new CannotGoOn(`The console did not answer at ${url}/healthz within 60 s.`);
}

/** Without what a shell has set for another Signalbox or for Sidekiq: the demo shows its own store. */
function ownEnvironment() {
  const foreign = /^(SIGNALBOX_|SIDEKIQ_|REDIS_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** npm does not pass a signal on: when it is gone, so are we. */
function stopWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void stop(0);
  }, 1_000).unref();
}

async function main() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new CannotGoOn(`Signalbox needs Node 20.19 or newer; this is ${process.versions.node}.`);
  const folder = claimFolder();
  process.on("SIGINT", () => void stop(0));
  process.on("SIGTERM", () => void stop(0));
  stopWithParent();
  const step = stepper(6);

  await step("Libraries", async () => {
    if (existsSync(join(root, "node_modules/.package-lock.json"))) return "already installed";
    await run("npm", ["ci", "--ignore-scripts", "--no-fund", "--no-audit"], { cwd: root });
    return undefined;
  });
  const binary = await step("Redis or Valkey", findOrInstallRedis);
  const redis = await step("A store of its own", async () => {
    const server = await startRedisServer(binary, join(folder, "redis"), await freePort(6390));
    keepAlive(server.child, "Redis server", folder);
    return server;
  });
  await step("The demo fleet", async () => {
    const child = fork(join(root, "demo/fleet/fleet.ts"), [redis.url], {
      execArgv: ["--conditions=react-server", "--import", "tsx"],
      cwd: root,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    keepAlive(child, "demo fleet", folder);
    await new Promise((resolve, reject) => {
      child.once("message", resolve);
      child.once("exit", () => reject(new CannotGoOn("The demo fleet did not start; see the lines above.")));
    });
  });
  await step("The console's build", async () => {
    if (buildIsCurrent()) return "already built";
    await run("node", ["scripts/build.mjs"], { cwd: root });
    return undefined;
  });
  const port = await freePort(Number(process.env.PORT ?? 3000));
  const url = `http://127.0.0.1:${port}`;
  await step("The console", async () => {
    const child = spawn("node", ["scripts/start.mjs"], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...ownEnvironment(),
        NODE_ENV: "production",
        HOST: "127.0.0.1",
        PORT: String(port),
        SIGNALBOX_DATA_DIR: folder,
        SIGNALBOX_SOURCES: JSON.stringify([
          { id: "shop", label: "Shop", url: redis.url, environment: "demo", color: "teal" },
        ]),
      },
    });
    keepAlive(child, "console", folder);
    await ready(url, child);
  });

  const password = readFileSync(join(folder, "admin-password"), "utf8").trim();
  console.log(`\nThe demo runs until Ctrl-C. The password is kept in ${join(folder, "admin-password")}.`);
  console.log(`redis: ${redis.url}\nSignalbox ready at ${url}\nuser: admin\npassword: ${password}`);
}

main().catch((error) => {
  console.error(error instanceof CannotGoOn ? error.message : error);
  void stop(1);
});
