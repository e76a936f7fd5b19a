import "server-only";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** @throws Error when the file is missing, or (a file of secrets) readable by everybody. */
export function readPrivateFile(path: string, options: { mayBePublic?: boolean } = {}): string {
  let mode: number;
  try {
    mode = statSync(path).mode;
  } catch {
    throw new Error(`the file ${path} cannot be read`);
  }
  if (!options.mayBePublic && (mode & 0o004) !== 0) {
    throw new Error(`the file ${path} is readable by everybody; run chmod 600 on it`);
  }
  return readFileSync(path, "utf8").replace(/\r?\n$/, "");
}

/**
 * What `name` in the data folder holds; made and kept there (0600) the first time.
 * @throws Error when the folder cannot be written.
 */
export function keepSecret(dataDir: string, name: string, bytes: number): string {
  const path = join(dataDir, name);
  try {
    makeFolder(resolve(dataDir));
    writeFileSync(path, `${randomBytes(bytes).toString("base64url")}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw new Error(`${path} cannot be written; name a folder that can`);
  }
  chmodSync(path, 0o600);
  const kept = readFileSync(path, "utf8").trim();
  if (kept.length < bytes) throw new Error(`${path} is damaged; delete it and start again`);
  return kept;
}

/** With those above it; `recursive` of `mkdirSync` never returns below `/proc`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  }
}

const isCode = (error: unknown, code: string) => error instanceof Error && "code" in error && error.code === code;
