import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

/** A real redis-server of a test's own, on a free loopback port with its own folder. */
export interface TestRedis {
  readonly port: number;
  /** `redis://127.0.0.1:PORT/0` */
  readonly url: string;
  readonly dir: string;
  readonly pid: number;
  /** A fresh client; closed by `stop`. */
  client(db?: number): Redis;
  /** SIGKILL, as a crash would; `start` brings it back on the same port and folder. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** @param fixedPort where it must listen; else a free one */
export async function startRedis(args: readonly string[] = [], fixedPort?: number): Promise<TestRedis> {
  const port = fixedPort ?? (await freePort());
  const dir = mkdtempSync(join(tmpdir(), "signalbox-redis-"));
  const clients: Redis[] = [];
  let child: ChildProcess | undefined;

  const start = async () => {
    child = spawn(
      "redis-server",
      ["--port", String(port), "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "no", ...args],
      { stdio: "ignore" },
    );
    await waitForPing(port, child.pid);
  };
  const kill = async () => {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      running.once("exit", () => resolve());
      running.kill("SIGKILL");
    });
  };

  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}/0`,
    dir,
    get pid() {
      return child?.pid ?? -1;
    },
    client(db = 0) {
      const client = new Redis({ host: "127.0.0.1", port, db, replyMapping: "legacy", lazyConnect: false });
      client.on("error", () => {});
      clients.push(client);
      return client;
    },
    kill,
    start,
    async stop() {
      for (const client of clients) client.disconnect();
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const START_MS = 30_000;

/**
 * Until this very process answers: between the look for a free port and the start another test may have taken it, and
 * two tests would empty each other's store.
 */
async function waitForPing(port: number, pid: number | undefined): Promise<void> {
  // Its own check of readiness waits as long as a loading server guesses, up to ten seconds.
  const options = { retryStrategy: () => 20, maxRetriesPerRequest: null, enableReadyCheck: false };
  const probe = new Redis({ host: "127.0.0.1", port, ...options });
  probe.on("error", () => {});
  const timeout = setTimeout(() => probe.disconnect(), START_MS);
  try {
    for (;;) {
      const info = await probe.info();
      const answering = Number(/process_id:(\d+)/.exec(info)?.[1]);
      if (answering !== pid) throw new Error(`port ${port} is another server's (process ${answering})`);
      if (/\bloading:0/.test(info)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    clearTimeout(timeout);
    probe.disconnect();
  }
}
