// Installs the real Sidekiq gems into .cache/gems/VERSION, one GEM_HOME a version, so that they never mix.
//   node test/ruby/install.mjs [VERSION …]     default: all of gems.json; does nothing where they are present
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = join(root, ".cache", "gems");
const wanted = JSON.parse(readFileSync(new URL("./gems.json", import.meta.url), "utf8"));

const asked = process.argv.slice(2);
for (const version of asked.length > 0 ? asked : Object.keys(wanted)) {
  if (!wanted[version]) stop(`unknown Sidekiq version ${version}; known: ${Object.keys(wanted).join(", ")}`);
  install(version, wanted[version]);
}

function install(version, { sidekiq, needs }) {
  const home = join(cache, version);
  const stamp = createHash("sha256")
    .update(JSON.stringify([sidekiq, needs]))
    .digest("hex");
  const present = () => existsSync(join(home, "installed")) && readFileSync(join(home, "installed"), "utf8") === stamp;
  if (present()) return;

  requireTools();
  mkdirSync(cache, { recursive: true });
  const staging = mkdtempSync(join(cache, `${version}-`));
  try {
    console.log(`gems: installing Sidekiq ${sidekiq} into ${home}`);
    // Everything is pinned above, so no dependency is resolved; --force because 8.1 asks for a newer Ruby.
    gem(staging, ["install", ...needs, "--force", "--ignore-dependencies", "--no-document"]);
    gem(staging, ["fetch", "sidekiq", "-v", sidekiq]);
    gem(staging, ["install", `./sidekiq-${sidekiq}.gem`, "--force", "--ignore-dependencies", "--no-document"]);
    writeFileSync(join(staging, "installed"), stamp);
    if (present()) return; // another test process was faster
    rmSync(home, { recursive: true, force: true });
    renameSync(staging, home);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function requireTools() {
  for (const [command, what] of [
    ["ruby", "Ruby (apt-get install ruby ruby-dev)"],
    ["gem", "RubyGems (apt-get install ruby ruby-dev)"],
    ["make", "a compiler (apt-get install build-essential)"],
  ]) {
    if (spawnSync(command, ["--version"], { stdio: "ignore" }).status !== 0) stop(`${what} is missing`);
  }
}

function gem(home, args) {
  const result = spawnSync("gem", args, {
    cwd: home,
    env: { ...process.env, GEM_HOME: home, GEM_PATH: home },
    encoding: "utf8",
  });
  if (result.status !== 0) {
    rmSync(home, { recursive: true, force: true });
    stop(
      `\`gem ${args.slice(0, 3).join(" ")} …\` failed: ${(result.stderr || result.stdout || "").trim().slice(-600)}`,
    );
  }
}

function stop(message) {
  console.error(`gems: ${message}`);
  process.exit(1);
}
