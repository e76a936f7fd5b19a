import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("./ping.mjs", import.meta.url));
const REAL_TIME = ["-f", "10"];

/**
 * Gives the store a core whenever it wants one, as a Redis in production has: what other clients then wait for is
 * its own work. @returns whether this was allowed
 */
export function preferStore(store) {
  return spawnSync("chrt", ["-f", "-p", "10", String(store.pid)], { stdio: "ignore" }).status === 0;
}

export function preferNobody(store) {
  spawnSync("chrt", ["-o", "-p", "0", String(store.pid)], { stdio: "ignore" });
}

/** How long the store has been ready to run and was not running, in ms; 0 where that is not told. */
export function waitedMs(store) {
  try {
    return Number(readFileSync(`/proc/${store.pid}/schedstat`, "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** @param preferred as the store is @returns `stop`, which gives the times of the PINGs in ms */
export async function startPings(store, preferred) {
  const [command, ...args] = [...(preferred ? ["chrt", ...REAL_TIME] : []), process.execPath, script];
  const child = spawn(command, [...args, String(store.port)], { stdio: ["pipe", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return {
    async stop() {
      const closed = new Promise((resolve) => child.once("close", resolve));
      child.stdin.end();
      await closed;
      return JSON.parse(out.slice(out.indexOf("\n") + 1));
    },
  };
}
