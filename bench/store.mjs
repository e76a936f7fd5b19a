import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "./driver.mjs";

const seeder = fileURLToPath(new URL("./seed.mjs", import.meta.url));

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A Redis without persistence, for one benchmark run. */
export async function startStore() {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  const child = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--dir", dir, "--save", ""], {
    stdio: "ignore",
  });
  for (let i = 0; ; i += 1) {
    try {
      const client = await new Redis(port).connect();
      return {
        port,
        pid: child.pid,
        url: `redis://127.0.0.1:${port}/0`,
        client,
        call: (...args) => client.call(...args),
        seed: (options) => seed(`redis://127.0.0.1:${port}/0`, options),
        stop() {
          client.close();
          child.kill("SIGKILL");
          rmSync(dir, { recursive: true, force: true });
        },
      };
    } catch (error) {
      if (i > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The bare server of `limit.mjs` beside it. */
export async function startLimit(store) {
  const port = await freePort();
  const script = fileURLToPath(new URL("./limit.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, String(port), String(store.port)], { stdio: "inherit" });
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 100; i += 1) {
    if (
      await fetch(`${url}/bytes?n=1`).then(
        (reply) => reply.ok,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url, pid: child.pid, stop: () => child.kill("SIGTERM") };
}

/** Fills the store from scratch; the same options give the same bytes. */
function seed(url, options) {
  const args = ["--url", url, "--flush", "--quiet"];
  for (const [name, value] of Object.entries(options)) args.push(`--${name}`, String(value));
  const result = spawnSync(process.execPath, [seeder, ...args], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`seeding failed: ${result.stderr}`);
}
