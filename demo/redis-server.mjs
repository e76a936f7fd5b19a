import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { claim } from "./claim.mjs";
import { CannotGoOn, run } from "./steps.mjs";

const NAMES = ["redis-server", "valkey-server"];

function find() {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of NAMES) if (existsSync(join(folder, name))) return join(folder, name);
  }
  return null;
}

/** The path of a Redis or Valkey server, installed with apt when the machine allows it. */
export async function findOrInstallRedis() {
  const found = find();
  if (found) return found;
  const help =
    "Install Redis or Valkey (Debian: `apt-get install redis-server`, macOS: `brew install redis`) and run `npm run demo` again.";
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get"))
    throw new CannotGoOn(`No redis-server or valkey-server on the PATH. ${help}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  await run("apt-get", ["update", "-qq"], { env }).catch(() => {});
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "redis-server"], { env });
  const installed = find();
  if (!installed) throw new CannotGoOn(`apt-get installed redis-server, but it is not on the PATH. ${help}`);
  return installed;
}

/** The first loopback port from `from` on that is free and that no other demo has chosen but not yet opened. */
export async function freePort(from) {
  for (let port = from; port < from + 200; port += 1) {
    const free = await new Promise((resolve) => {
      const server = createServer();
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (free && claim(join(tmpdir(), `signalbox-demo-port-${port}`))) return port;
  }
  throw new CannotGoOn(`No free port between ${from} and ${from + 199}.`);
}

/** Starts the server with an append-only file in `dir`. @returns its URL and a way to stop it. */
export async function startRedisServer(binary, dir, port) {
  mkdirSync(dir, { recursive: true });
  const args = [
    "--port",
    port,
    "--bind",
    "127.0.0.1",
    "--dir",
    dir,
    "--appendonly",
    "yes",
    "--save",
    "",
    "--maxmemory-policy",
    "noeviction",
  ];
  const child = spawn(binary, args.map(String), { stdio: "ignore" });
  let ended = null;
  child.on("exit", (code, signal) => (ended = code ?? signal));
  child.on("error", (error) => (ended = error.message));
  const deadline = Date.now() + 20_000;
  while (!(await answers(port))) {
    if (ended !== null)
      throw new CannotGoOn(
        `${binary} stopped at once (${ended}). Look for another server on port ${port} or a damaged file in ${dir}.`,
      );
    if (Date.now() > deadline) throw new CannotGoOn(`${binary} did not answer on port ${port} within 20 s.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url: `redis://127.0.0.1:${port}/0`, child };
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.setTimeout(500, () => socket.destroy());
    socket.once("data", (data) => {
      resolve(String(data).startsWith("+PONG"));
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}
