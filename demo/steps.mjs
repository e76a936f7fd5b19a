import { spawn } from "node:child_process";

/** Numbers the steps of the demo and shows how long each takes. */
export function stepper(total, out = process.stdout) {
  let current = 0;
  return async (name, work) => {
    current += 1;
    const label = `[${current} of ${total}] ${name}`;
    const startedMs = Date.now();
    const seconds = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
    if (!out.isTTY) out.write(`${label} …\n`);
    const timer = out.isTTY ? setInterval(() => out.write(`\r${label} … ${seconds()}  `), 500) : undefined;
    try {
      const result = await work();
      clearInterval(timer);
      const note = typeof result === "string" ? ` (${result})` : "";
      out.write(`${out.isTTY ? "\r" : ""}${label}: done in ${seconds()}${note}\n`);
      return result;
    } catch (error) {
      clearInterval(timer);
      out.write(`${out.isTTY ? "\r" : ""}${label}: failed after ${seconds()}\n`);
      throw error;
    }
  };
}

/** A step that cannot work: one clear line of what to do, no stack trace. */
export class CannotGoOn extends Error {}

/** Runs a command to its end; its output is kept and shown only when it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => (output = (output + chunk).slice(-20_000)));
    child.on("error", (error) => reject(new CannotGoOn(`${command} could not be started: ${error.message}`)));
    child.on("exit", (code) =>
      code === 0
        ? resolve(output)
        : reject(
            new CannotGoOn(
              `\`${command} ${args.join(" ")}\` ended with ${code}:\n${output.trim().split("\n").slice(-12).join("\n")}`,
            ),
          ),
    );
  });
}
