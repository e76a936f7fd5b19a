import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The Sidekiq versions the tests know; `gems.json` pins each to a release. */
export type SidekiqVersion = "5.2" | "6.5" | "7.3" | "8.1";

export interface RubyOptions {
  redisUrl: string;
  /** Further environment, for example `UNIQUE_JOBS`. */
  env?: Record<string, string>;
}

export interface RubyWorker {
  readonly pid: number;
  readonly identity: string;
  /** Everything it printed so far, for a failing test's message. */
  log(): string;
  exited(): boolean;
  /** Waits until the process is gone by itself, for example after a stop signal. */
  gone(timeoutMs?: number): Promise<void>;
  kill(): Promise<void>;
  /** TERM, as a deploy would; resolves when it is gone. */
  stop(): Promise<void>;
}

const ANSWER = "answer ";
const here = fileURLToPath(new URL(".", import.meta.url));
const gemsHome = join(here, "..", "..", ".cache", "gems");
const installed = new Set<SidekiqVersion>();

/** Installs the gems of one version unless they are there; throws with the installer's own line when it cannot. */
export function ensureGems(version: SidekiqVersion): void {
  if (installed.has(version)) return;
  const result = spawnSync(process.execPath, [join(here, "install.mjs"), version], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(result.stderr.trim() || `gems of Sidekiq ${version} cannot be installed`);
  installed.add(version);
}

/**
 * Runs Ruby source with the real gem loaded (`prelude.rb` and `jobs.rb` first) and returns what it gave to `answer`,
 * parsed, or null when it gave nothing. The parsed JSON is for small facts: compare payloads in Redis instead.
 */
export async function runRuby(version: SidekiqVersion, source: string, options: RubyOptions): Promise<unknown> {
  ensureGems(version);
  const script = `require ${JSON.stringify(join(here, "jobs.rb"))}\n${source}`;
  const child = spawn("ruby", [...loadFlags(version), "-e", script], {
    env: environment(version, { QUIET: "1", ...options.env }, options.redisUrl),
  });
  const output = collect(child);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`ruby (Sidekiq ${version}) ended with ${code}:\n${output.stderr()}`);
  const answer = output
    .stdout()
    .split("\n")
    .findLast((line) => line.startsWith(ANSWER));
  return answer ? JSON.parse(answer.slice(ANSWER.length)) : null;
}

/** Starts the real Sidekiq worker and waits until its first heartbeat is in Redis. */
export async function startWorker(
  version: SidekiqVersion,
  options: RubyOptions & { requireFile?: string; concurrency?: number; queues?: readonly string[] },
): Promise<RubyWorker> {
  ensureGems(version);
  const argv = ["-r", options.requireFile ?? join(here, "jobs.rb"), "-c", String(options.concurrency ?? 3)];
  for (const queue of options.queues ?? ["default"]) argv.push("-q", queue);
  argv.push("-t", "2");
  const binary = join(sidekiqFolder(version), "bin", "sidekiq");
  const child = spawn(
    "ruby",
    [...loadFlags(version), "-e", `ARGV.replace(${JSON.stringify(argv)}); load ${JSON.stringify(binary)}`],
    { env: environment(version, options.env ?? {}, options.redisUrl), stdio: ["ignore", "pipe", "pipe"] },
  );
  const output = collect(child);
  const log = () => `${output.stdout()}\n${output.stderr()}`;
  const identity = await firstBeat(child, options.redisUrl, log);
  const exited = () => child.exitCode !== null || child.signalCode !== null;
  const gone = (timeoutMs = 20_000) =>
    until(
      async () => exited(),
      timeoutMs,
      () => `the Sidekiq ${version} process did not end:\n${log()}`,
    );
  const end = async (signal: NodeJS.Signals) => {
    if (!exited()) child.kill(signal);
    await gone();
  };
  return {
    pid: child.pid ?? -1,
    identity,
    log,
    exited,
    gone,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

/** Polls until the condition holds; the message says what was waited for. */
export async function until(
  condition: () => Promise<boolean>,
  timeoutMs: number,
  message: () => string,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(message());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function firstBeat(child: ChildProcess, redisUrl: string, log: () => string): Promise<string> {
  const { Redis } = await import("ioredis");
  const redis = new Redis(redisUrl, { replyMapping: "legacy" });
  redis.on("error", () => {});
  try {
    let identity: string | undefined;
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error(`the Sidekiq process ended at once:\n${log()}`);
        identity = (await redis.smembers("processes")).find((name) => name.split(":").at(-2) === String(child.pid));
        return identity !== undefined && (await redis.hexists(identity, "info")) === 1;
      },
      60_000,
      () => `no heartbeat of Sidekiq within 60 s:\n${log()}`,
    );
    return identity ?? "";
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  } finally {
    redis.disconnect();
  }
}

function loadFlags(version: SidekiqVersion): string[] {
  const shim = version === "8.1" ? ["-r", join(here, "ruby31_shim.rb")] : [];
  return ["-W0", ...shim, "-I", join(sidekiqFolder(version), "lib"), ...pluginFolders(version)];
}

/** Plug-ins load from their folders, as Sidekiq does: activating them as gems would activate Sidekiq 8.1, which asks for a newer Ruby. */
function pluginFolders(version: SidekiqVersion): string[] {
  const gems = join(gemsHome, version, "gems");
  return readdirSync(gems)
    .filter((name) => /^sidekiq-[a-z]/.test(name))
    .flatMap((name) => ["-I", join(gems, name, "lib")]);
}

function sidekiqFolder(version: SidekiqVersion): string {
  const wanted: unknown = JSON.parse(readFileSync(join(here, "gems.json"), "utf8"));
  if (typeof wanted === "object" && wanted !== null && version in wanted) {
    const { sidekiq } = (wanted as Record<string, { sidekiq: string }>)[version] ?? {};
    return join(gemsHome, version, "gems", `sidekiq-${sidekiq}`);
  }
  throw new Error(`gems.json does not name Sidekiq ${version}`);
}

function environment(version: SidekiqVersion, env: Record<string, string>, redisUrl: string): NodeJS.ProcessEnv {
  const home = join(gemsHome, version);
  return { ...process.env, LANG: "C.UTF-8", GEM_HOME: home, GEM_PATH: home, REDIS_URL: redisUrl, ...env };
}

function collect(child: ChildProcess) {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  return { stdout: () => stdout, stderr: () => stderr };
}
