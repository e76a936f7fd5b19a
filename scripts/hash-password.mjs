/** Asks for a password (or reads it from standard input) and prints its hash for SIGNALBOX_USERS. */
import { randomBytes, scryptSync } from "node:crypto";
import { createInterface } from "node:readline";

const [name = "NAME", role = "admin"] = process.argv.slice(2);
const terminal = process.stdin.isTTY;
const lines = createInterface({ input: process.stdin, output: terminal ? process.stderr : undefined, terminal });
if (terminal) process.stderr.write("Password: ");
// Nothing that is typed shall show.
if (terminal) lines._writeToOutput = () => {};

lines.once("line", (password) => {
  lines.close();
  if (terminal) process.stderr.write("\n");
  if (password.length < 12) {
    console.error("A password has at least 12 characters.");
    process.exit(1);
  }
  const cost = { N: 2 ** 15, r: 8, p: 1 };
  const salt = randomBytes(16);
  const key = scryptSync(password.normalize("NFKC"), salt, 32, { ...cost, maxmem: 64 * 1024 * 1024 });
  const hash = `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString("base64url")}$${key.toString("base64url")}`;
  console.log(`${name}:${role}:${hash}`);
});
