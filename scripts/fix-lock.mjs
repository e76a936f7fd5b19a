// Adds the optional platform packages that npm leaves out of the lock when the registry it was made
// against does not serve them, so that `npm ci` accepts the lock on every platform. Run after each `npm install`.
import { readFileSync, writeFileSync } from "node:fs";

const lockFile = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(lockFile, "utf8"));
let added = 0;

for (const [path, entry] of Object.entries({ ...lock.packages })) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const target = `node_modules/${name}`;
    if (lock.packages[target] || lock.packages[`${path}/${target}`]) continue;
    const os = /(darwin|win32|freebsd|android|linux)/.exec(name)?.[1];
    const cpu = /(arm64|x64|ia32|s390x|ppc64|riscv64|arm(?=-)|wasm32)/.exec(name)?.[1];
    lock.packages[target] = {
      version: range.replace(/^[\^~]/, ""),
      ...(cpu && { cpu: [cpu] }),
      ...(entry.dev && { dev: true }),
      optional: true,
      ...(os && { os: [os] }),
    };
    added += 1;
  }
}

if (added > 0) writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} optional platform packages added to the lock`);
