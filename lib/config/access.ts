import "server-only";
import { createHmac, scryptSync } from "node:crypto";
import { isIPv4 } from "node:net";
import type { EnvReader } from "./env";
import { keepSecret, readPrivateFile } from "./private-files";
import { parseTokens, type TokenRecord } from "./tokens";
import { isUserName, parseUsers, type ScryptHash, type UserRecord } from "./users";

/** Who may come in, and what signs their sessions. */
export interface AccessConfig {
  readonly users: readonly UserRecord[];
  readonly tokens: readonly TokenRecord[];
  /** At least 32 bytes. */
  readonly secret: string;
  /** Made because nobody was configured; the entry prints it. */
  readonly generatedAdmin: { readonly name: string; readonly password: string } | null;
  /** The files that people and machines were read from. */
  readonly accessFiles?: readonly string[];
  /** Sentences to print at the start. */
  readonly warnings: readonly string[];
}

/** What `npm run hash-password` uses too: about 60 ms and 32 MB on one core. */
export const SCRYPT_COST = { N: 2 ** 15, r: 8, p: 1 } as const;

/** Values that stand in somebody's example. */
const SAMPLE_SECRET = /^(.)\1*$|change.?me|secret_?key|your.?secret|example|insecure|0123456789|abcdefgh/i;

export function readAccess(
  env: EnvReader,
  { host, dataDir, nowMs }: { host: string; dataDir: string; nowMs: number },
): AccessConfig {
  const warnings: string[] = [];
  const secret = env.problems.attempt("SIGNALBOX_SECRET", () => readSecret(env, dataDir), "");
  const listed = readUsers(env);
  const users = [...listed, ...readSidekiqUser(env, secret, warnings, listed)];
  const tokenText = env.secret("SIGNALBOX_TOKENS") ?? "";
  const tokens = env.problems.attempt("SIGNALBOX_TOKENS", () => parseTokens(inlineOrFile(tokenText), nowMs), []);
  const accessFiles = (["SIGNALBOX_USERS", "SIGNALBOX_TOKENS", "SIDEKIQ_PASSWORD"] as const).flatMap((name) =>
    fileOf(env, name),
  );
  const configured = env.isSet("SIGNALBOX_USERS") || env.plain("SIDEKIQ_USERNAME") || env.secret("SIDEKIQ_PASSWORD");
  if (configured) return { users, tokens, secret, generatedAdmin: null, accessFiles, warnings };
  if (!isLoopback(host)) {
    env.problems.add("SIGNALBOX_USERS", `no user is configured and HOST ${host} is not loopback; refusing to start`);
    return { users, tokens, secret, generatedAdmin: null, accessFiles, warnings };
  }
  if (secret === "") return { users, tokens, secret, generatedAdmin: null, accessFiles, warnings };
  const password = env.problems.attempt("SIGNALBOX_DATA_DIR", () => keepSecret(dataDir, "admin-password", 18), "");
  const admin: UserRecord = { name: "admin", role: "admin", hash: hashOf("admin", password, secret), scopes: null };
  return { users: [admin], tokens, secret, generatedAdmin: { name: admin.name, password }, accessFiles, warnings };
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

function readUsers(env: EnvReader): UserRecord[] {
  const text = env.secret("SIGNALBOX_USERS");
  if (text === null) return [];
  return env.problems.attempt("SIGNALBOX_USERS", () => {
    const users = parseUsers(inlineOrFile(text));
    if (users.length === 0) throw new Error("names no user");
    return users;
  }, []);
}

/** The pair that Rails snippets for Sidekiq's own web page use: one admin. */
function readSidekiqUser(
  env: EnvReader,
  secret: string,
  warnings: string[],
  listed: readonly UserRecord[],
): UserRecord[] {
  const name = env.plain("SIDEKIQ_USERNAME");
  const password = env.secret("SIDEKIQ_PASSWORD") || null;
  if (name === null && password === null) return [];
  if (name === null || password === null) {
    env.problems.add(
      name === null ? "SIDEKIQ_USERNAME" : "SIDEKIQ_PASSWORD",
      "is missing; both or neither must be set",
    );
    return [];
  }
  if (!isUserName(name)) {
    env.problems.add("SIDEKIQ_USERNAME", "must be 1 to 64 printable characters without space, : ; or ,");
    return [];
  }
  if (listed.some((user) => user.name === name)) {
    env.problems.add("SIDEKIQ_USERNAME", `is ${name}, whom SIGNALBOX_USERS names too; keep one of them`);
    return [];
  }
  if (password.length < 12) warnings.push("SIDEKIQ_PASSWORD is shorter than 12 characters");
  return [{ name, role: "admin", hash: hashOf(name, password, secret), scopes: null }];
}

function readSecret(env: EnvReader, dataDir: string): string {
  const given = env.secret("SIGNALBOX_SECRET");
  if (given === null) {
    return env.problems.attempt("SIGNALBOX_DATA_DIR", () => keepSecret(dataDir, "secret", 32), "");
  }
  if (Buffer.byteLength(given) < 32) throw new Error("must be at least 32 bytes; make one with: openssl rand -hex 32");
  if (SAMPLE_SECRET.test(given)) throw new Error("is a known sample; make one with: openssl rand -hex 32");
  return given;
}

/** A value without a colon is the path of a file. */
function inlineOrFile(text: string): string {
  return text === "" || text.includes(":") ? text : readPrivateFile(text.trim());
}

/** The file that a variable, or the one with `_FILE`, names. */
function fileOf(env: EnvReader, name: "SIGNALBOX_USERS" | "SIGNALBOX_TOKENS" | "SIDEKIQ_PASSWORD"): string[] {
  const named = env.fileOf(name);
  if (named !== null) return [named];
  const text = name === "SIDEKIQ_PASSWORD" ? "" : (env.secret(name) ?? "").trim();
  return text === "" || text.includes(":") ? [] : [text];
}

/**
 * The salt is made of the secret, so that every replica and every start has the same hash: sessions hang on it.
 */
function hashOf(name: string, password: string, secret: string): ScryptHash {
  const salt = createHmac("sha256", secret).update(`salt of ${name}`).digest().subarray(0, 16);
  const key = scryptSync(password.normalize("NFKC"), salt, 32, { ...SCRYPT_COST, maxmem: 64 * 1024 * 1024 });
  return { ...SCRYPT_COST, salt, key };
}
