// Builds the console with a placeholder for the base path, collects what is sent as it is into dist/console,
// and bundles the server into dist/server.mjs. dist/ then runs anywhere, with nothing but Node.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";

const root = dirname(import.meta.dirname);
const dist = join(root, "dist");
const pages = join(root, ".next/server/app");

function step(text) {
  process.stdout.write(`build: ${text}\n`);
}

function fail(lines) {
  process.stderr.write(`${lines.map((line) => `build: ${line}`).join("\n")}\n`);
  process.exit(1);
}

/** Two builds of one checkout would write over each other. @returns whether another one has just done the work */
async function takeLock() {
  const lock = join(root, ".build.lock");
  let waited = false;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      process.on("exit", () => rmSync(lock, { force: true }));
      return waited && existsSync(join(dist, "server.mjs"));
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!isAlive(lock)) rmSync(lock, { force: true });
    else if (!waited) step("another build is under way here; waiting for it");
    waited = true;
    await sleep(500);
  }
}

function isAlive(lock) {
  try {
    const pid = readFileSync(lock, "utf8");
    if (pid !== "") process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
if (await takeLock()) {
  step("done by the other build");
  process.exit(0);
}

step("1 of 3: pages");
const next = spawnSync(process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    SIGNALBOX_BUILD_BASE_PATH: "/__BASE_PATH__",
  },
});
if (next.status !== 0) fail(["the pages do not build; see above"]);

step("2 of 3: server");
const made = `${dist}.new`;
rmSync(made, { recursive: true, force: true });
mkdirSync(made, { recursive: true });
await bundle("server/server.ts", join(made, "server.mjs"));
await bundle("server/check-build.ts", join(root, ".next/check-build.mjs"));
cpSync(join(root, ".next/static"), join(made, "console/static"), { recursive: true });
if (existsSync(join(root, "public"))) cpSync(join(root, "public"), join(made, "console/public"), { recursive: true });
for (const name of readdirSync(pages)) {
  if (/\.(?:html|rsc|segments)$/.test(name)) {
    cpSync(join(pages, name), join(made, "console/pages", name), { recursive: true });
  }
}

step("3 of 3: checks");
const { checkBuild } = await import(pathToFileURL(join(root, ".next/check-build.mjs")).href);
const problems = checkBuild(join(made, "console"));
if (problems.length > 0) fail(problems);
rmSync(dist, { recursive: true, force: true });
renameSync(made, dist);
step("done: dist/server.mjs");
