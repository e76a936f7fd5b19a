// Kills and cuts operations in every way we know and counts the jobs: see docs/reliability.md.
// Options: --kills N --redis-kills N --rounds N --jobs N --only PREFIX (or NAME$) --add --results FILE --report FILE
import { spawnSync } from "node:child_process";

const { status } = spawnSync(
  process.execPath,
  ["--conditions=react-server", "--import", "tsx", "test/chaos/run.ts", ...process.argv.slice(2)],
  { stdio: "inherit", cwd: new URL("..", import.meta.url) },
);
process.exit(status ?? 1);
