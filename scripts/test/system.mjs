import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** What the tests need of the machine: how to see that it is there, and the Debian packages that bring it. */
const needs = [
  { what: "redis-server", packages: ["redis-server"], present: () => runs("redis-server", ["--version"]) },
  { what: "Chromium", packages: ["chromium-headless-shell"], present: () => chromiumPath() !== null },
  { what: "Ruby", packages: ["ruby"], present: () => runs("ruby", ["--version"]) && runs("gem", ["--version"]) },
  {
    what: "Ruby's headers",
    packages: ["ruby-dev"],
    present: () => runs("ruby", ["-e", "exit File.exist?(File.join(RbConfig::CONFIG['rubyhdrdir'], 'ruby.h'))"]),
  },
  {
    what: "a C compiler",
    packages: ["build-essential"],
    present: () => runs("gcc", ["--version"]) && runs("make", ["--version"]),
  },
];

/** Installs what is missing through apt when root. Throws one line that says what to do when it cannot. */
export function ensureSystem(say) {
  const missing = needs.filter((need) => !need.present());
  if (missing.length === 0) return;
  const packages = missing.flatMap((need) => need.packages);
  const command = `apt-get install -y ${packages.join(" ")}`;
  const names = missing.map((need) => need.what).join(", ");
  if (process.getuid?.() !== 0 || !runs("apt-get", ["--version"])) {
    throw new Error(`missing: ${names}. As root on Debian or Ubuntu: ${command}`);
  }
  say(`installing ${names} (${command})`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-q"], { stdio: "inherit", env });
  const args = ["install", "-y", "-q", "--no-install-recommends", ...packages];
  if (spawnSync("apt-get", args, { stdio: "inherit", env }).status !== 0) throw new Error(`\`${command}\` failed`);
  const still = missing.filter((need) => !need.present()).map((need) => need.what);
  if (still.length > 0) throw new Error(`still missing after installing: ${still.join(", ")}`);
}

/** The shell without windows first: it takes half the time of the whole browser. */
export function chromiumPath() {
  const known = [
    "/usr/bin/chromium-headless-shell",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  return [process.env.CHROMIUM_PATH, ...known].find((path) => path && existsSync(path)) ?? null;
}

function runs(command, args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
