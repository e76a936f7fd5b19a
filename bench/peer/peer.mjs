import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "..", "..");
const gems = join(root, ".cache", "gems");
const webGems = ["puma:8.0.2", "nio4r:2.7.5", "rack-session:2.1.2", "rack:3.2.8", "base64:0.3.0"];

/** Installs the gems of Sidekiq `version` and puma beside them. */
function install(version) {
  const result = spawnSync(process.execPath, [join(root, "test/ruby/install.mjs"), version], { stdio: "inherit" });
  if (result.status !== 0) throw new Error(`the gems of Sidekiq ${version} cannot be installed`);
  const home = join(gems, "puma");
  if (existsSync(join(home, "installed"))) return;
  mkdirSync(home, { recursive: true });
  const env = { ...process.env, GEM_HOME: home, GEM_PATH: home };
  const args = ["install", ...webGems, "--force", "--ignore-dependencies", "--no-document"];
  if (spawnSync("gem", args, { env, stdio: "inherit" }).status !== 0) throw new Error("puma cannot be installed");
  writeFileSync(join(home, "installed"), "");
}

/** The real Sidekiq Web on puma: one process, five threads. `version` is "7.3" or "8.1", `rackup` a file beside this one. */
export async function startPeer(version, port, redisUrl, rackup = version === "8.1" ? "web8.ru" : "web7.ru") {
  install(version);
  const home = join(gems, version);
  // 8.1 asks for a newer connection_pool than Ruby 3.1 can parse, so its folder goes on the load path instead.
  const shim =
    version === "8.1" ? ["-r", join(root, "test/ruby/ruby31_shim.rb"), "-I", join(home, "gems/sidekiq-8.1.7/lib")] : [];
  const puma = join(gems, "puma", "bin", "puma");
  const child = spawn(
    "ruby",
    [
      ...shim,
      puma,
      "-C",
      "/dev/null",
      "-e",
      "production",
      "-w",
      "0",
      "-t",
      "5:5",
      "-b",
      `tcp://127.0.0.1:${port}`,
      join(here, rackup),
    ],
    {
      env: {
        ...process.env,
        GEM_HOME: home,
        GEM_PATH: `${home}:${join(gems, "puma")}`,
        REDIS_URL: redisUrl,
        RACK_ENV: "production",
      },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  let log = "";
  child.stderr.on("data", (chunk) => (log += chunk));
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 150; i += 1) {
    if (child.exitCode !== null) break;
    if (
      await fetch(`${url}/stats`).then(
        (r) => r.ok,
        () => false,
      )
    )
      return { version, url, pid: child.pid, stop: () => child.kill("SIGTERM") };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Sidekiq Web ${version} did not start:\n${log}`);
}
