/** Makes a machine token: prints the token (once) and the line for SIGNALBOX_TOKENS. */
import { createHash, randomBytes } from "node:crypto";

const [id, grants = "read", days = "90"] = process.argv.slice(2);
if (!/^[a-z0-9-]{1,32}$/.test(id ?? "") || !/^\d{1,3}$/.test(days)) {
  console.error("usage: node scripts/make-token.mjs ID [health|metrics|read|deploy|operate, joined by +] [DAYS]");
  process.exit(1);
}
const secret = randomBytes(32).toString("base64url");
const last = new Date(Date.now() + Number(days) * 86_400_000).toISOString().slice(0, 10);
console.log(`token: sbx_${id}_${secret}`);
console.log(`line:  ${id}:${grants}:${createHash("sha256").update(secret).digest("hex")}:${last}`);
