import { spawn } from "node:child_process";

const running = new Set();

/** Runs one command in a process group of its own, its output passed on. Resolves to its exit code, 124 when it overran. */
export function run(command, args, { limitMinutes, env = {} }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit", detached: true, env: { ...process.env, ...env } });
    running.add(child);
    let overran = false;
    const limit = setTimeout(() => {
      overran = true;
      console.error(`${command} ${args.join(" ")}: stopped after ${limitMinutes} minutes`);
      end(child, "SIGKILL");
    }, limitMinutes * 60_000);
    const done = (code) => {
      clearTimeout(limit);
      end(child, "SIGKILL"); // whatever it left behind in its group
      running.delete(child);
      resolve(overran ? 124 : code);
    };
    child.once("error", (error) => {
      console.error(`${command}: ${error.message}`);
      done(127);
    });
    child.once("close", (code) => done(code ?? 1));
  });
}

/** Ends every command that still runs, with all it started. */
export function stopAll() {
  for (const child of running) end(child, "SIGTERM");
}

function end(child, signal) {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // the group is gone already
  }
}
