import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What finds, plans and sends what is moved; the rest only reads. */
const MOVING: readonly (readonly [folder: string, files: RegExp])[] = [
  ["lib/stores/sidekiq/lua", /./],
  ["lib/stores/sidekiq/editor", /./],
  ["lib/state/redis/lua", /./],
  ["lib/operations", /^(begin|end|freeze|frozen|lease|restore|run|runner)\b/],
  [
    "lib/stores/sidekiq",
    /^(find-refs|freeze|frozen|identity|lock-step|move-call|payload-scan|plan|queue-locks|queue-removal|ref|seek|splice|stamp-unit|trash-restore|trash|undo-memo|walk|writer)\b/,
  ],
];

/** Names the code that moves jobs: another name, other code. */
export function movingVersion(root = ROOT): string {
  const hash = createHash("sha256");
  for (const [folder, files] of MOVING) {
    for (const name of readdirSync(join(root, folder)).sort()) {
      if (!files.test(name) || !name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
      hash.update(`${folder}/${name}\n`).update(readFileSync(join(root, folder, name)));
    }
  }
  return hash.digest("hex").slice(0, 12);
}
