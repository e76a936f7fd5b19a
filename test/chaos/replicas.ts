import { type ChildProcess, fork } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Task, TaskReport } from "./tasks";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Replica {
  readonly pid: number;
  go(task: Task): void;
  /** What came of a task that ends. */
  readonly report: Promise<TaskReport>;
  /** SIGKILL, and wait until the process is gone. */
  kill(): Promise<void>;
}

export interface Replicas {
  /** A started process that is told to go, by default to take operations up; the next one is started meanwhile. */
  next(task?: Task): Promise<Replica>;
  close(): Promise<void>;
}

let opened = 0;

/** Replicas of the operator process against one Redis, one always kept ready. */
export async function openReplicas(redisUrl: string): Promise<Replicas> {
  opened += 1;
  const outfile = `${ROOT}node_modules/.cache/signalbox/operator-${process.pid}-${opened}.mjs`;
  await build({
    entryPoints: [`${ROOT}test/chaos/operator.ts`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    conditions: ["react-server"],
    absWorkingDir: ROOT,
    tsconfig: `${ROOT}tsconfig.json`,
    logLevel: "error",
  });
  const alive = new Set<ChildProcess>();
  const boot = () =>
    new Promise<Replica>((resolve, reject) => {
      const child = fork(outfile, {
        execArgv: ["--conditions=react-server"],
        env: { ...process.env, CHAOS_REDIS_URL: redisUrl },
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      alive.add(child);
      const exited = new Promise<void>((done) => child.once("exit", () => done()));
      void exited.then(() => alive.delete(child));
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the operator process ended (${code}) before it was ready`)));
      child.once("message", () =>
        resolve({
          pid: child.pid ?? -1,
          go: (task) => void child.send(task),
          report: new Promise((done) => child.once("message", (report: TaskReport) => done(report))),
          kill: () => {
            child.kill("SIGKILL");
            return exited;
          },
        }),
      );
    });
  let spare = boot();
  return {
    async next(task = { do: "run" }) {
      const replica = await spare;
      spare = boot();
      replica.go(task);
      return replica;
    },
    async close() {
      await spare;
      for (const child of alive) child.kill("SIGKILL");
      rmSync(outfile, { force: true });
    },
  };
}
