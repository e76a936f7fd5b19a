// Runs `next dev`. What production does in front of Next (base path, hash policy, old links) is absent here.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";

const root = dirname(import.meta.dirname);
const port = process.env.PORT ?? "3000";
const host = process.env.HOST ?? "127.0.0.1";
if (!process.env.SIGNALBOX_USERS && !process.env.SIGNALBOX_USERS_FILE && !process.env.SIDEKIQ_USERNAME) {
  const file = join(process.env.SIGNALBOX_DATA_DIR ?? ".signalbox", "admin-password");
  console.log(`Sign in as admin; the password is in ${file} as soon as the first page was asked for.`);
}
const child = spawn(
  process.execPath,
  [join(root, "node_modules/next/dist/bin/next"), "dev", "--port", port, "--hostname", host],
  { cwd: root, stdio: "inherit", env: { ...process.env, HOST: host, PORT: port, NEXT_TELEMETRY_DISABLED: "1" } },
);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 1));
