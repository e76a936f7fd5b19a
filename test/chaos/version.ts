import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { limits } from "@/lib/config/limits";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What finds, plans and sends what is moved; the rest only reads. */
const MOVING: readonly (readonly [folder: string, files: RegExp])[] = [
  ["lib/stores/sidekiq/lua", /^(?!make-job)/],
  ["lib/state/redis/lua", /./],
  ["lib/operations", /^(begin|end|freeze|frozen|lease|restore|run|runner)\b/],
  [
    "lib/stores/sidekiq",
    /^(find-refs|freeze|frozen|identity|lock-step|move-call|payload-scan|plan|queue-locks|queue-removal|ref|seek|splice|stamp-unit|trash-restore|trash|undo-memo|walk|writer)\b/,
  ],
];

/** What makes a job in the place of another besides. */
const EDITING: typeof MOVING = [
  ["lib/stores/sidekiq/lua", /^make-job/],
  ["lib/stores/sidekiq/editor", /./],
];

/** Names the code that a scenario's jobs are moved by: another name, other code. */
export function movingVersion(scenario: string): string {
  const { entriesPerScript, entriesPerStretch, scriptBytes, listRemovalDepth } = limits;
  const hash = createHash("sha256").update(`${[entriesPerScript, entriesPerStretch, scriptBytes, listRemovalDepth]}`);
  const edits = /edit|five/.test(scenario);
  for (const [folder, files] of edits ? [...MOVING, ...EDITING] : MOVING) {
    for (const name of readdirSync(join(ROOT, folder)).sort()) {
      if (!files.test(name) || !name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
      hash.update(`${folder}/${name}\n`).update(readFileSync(join(ROOT, folder, name)));
    }
  }
  return hash.digest("hex").slice(0, 12);
}
