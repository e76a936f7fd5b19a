// Starts the production entry; builds first when there is no build or an old one.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildIsCurrent } from "./build-state.mjs";

const server = join(import.meta.dirname, "../dist/server.mjs");
if (!buildIsCurrent()) {
  process.stdout.write("There is no build of this version yet: building first, which takes about a minute.\n");
  const built = spawnSync(process.execPath, [join(import.meta.dirname, "build.mjs")], { stdio: "inherit" });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
process.env.NODE_ENV = "production";
await import(pathToFileURL(server).href);
