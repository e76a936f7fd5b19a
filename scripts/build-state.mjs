import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const root = dirname(import.meta.dirname);
const sources = ["app", "components", "lib", "server", "public", "next.config.js", "package-lock.json"];

/** Whether there is a build and nothing it was made of is newer. An image ships `dist` without sources: current. */
export function buildIsCurrent() {
  const built = join(root, "dist/server.mjs");
  if (!existsSync(built)) return false;
  const builtAtMs = statSync(built).mtimeMs;
  return sources.every((name) => newest(join(root, name)) <= builtAtMs);
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => (/\.test\.tsx?$/.test(name) ? 0 : newest(join(path, name)))));
}
