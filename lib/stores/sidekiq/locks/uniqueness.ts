import "server-only";
import { createHash } from "node:crypto";
import { scanPayload, stringValue } from "../payload-scan";

/**
 * Keys of activejob-uniqueness 0.4 (run and looked at): `activejob_uniqueness:CLASS:DIGEST` and, while the job runs,
 * `…:runtime`. CLASS is the underscored class, DIGEST the MD5 of its serialised arguments or `no_arguments`; the
 * value is a random token, so the lock names no job. It always has a TTL, a day by default.
 */
export const UNIQUENESS_PREFIX = "activejob_uniqueness:";
const RUNTIME = ":runtime";

export interface UniquenessKey {
  /** Underscored: `billing/charge_job`. */
  readonly path: string;
  readonly runtime: boolean;
}

export const isUniquenessKey = (key: string) => key.startsWith(UNIQUENESS_PREFIX);

export function parseUniquenessKey(key: string): UniquenessKey | null {
  if (!isUniquenessKey(key)) return null;
  const runtime = key.endsWith(RUNTIME);
  const rest = key.slice(UNIQUENESS_PREFIX.length, runtime ? -RUNTIME.length : undefined);
  const colon = rest.indexOf(":");
  return { path: colon < 0 ? rest : rest.slice(0, colon), runtime };
}

/** `billing/charge_job` → `Billing::ChargeJob`: how it was written, as near as can be told. */
export function classOfPath(path: string): string {
  return path
    .split("/")
    .map((part) => part.replace(/(?:^|_)([a-z\d])/g, (_, letter: string) => letter.toUpperCase()))
    .join("::");
}

/** ActiveSupport's `underscore`, without an application's own acronyms. */
export function underscore(name: string): string {
  return name
    .replaceAll("::", "/")
    .replace(/(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z\d])(?=[A-Z])/g, "_")
    .replaceAll("-", "_")
    .toLowerCase();
}

/** The keys that a waiting Active Job would hold when its class is unique by its arguments; null for any other job. */
export function uniquenessOf(bytes: Buffer): { path: string; keys: string[] } | null {
  if (!bytes.includes('"job_class"')) return null;
  const outer = scanPayload(bytes);
  const args = outer.ok ? outer.last.get("args") : undefined;
  if (args?.kind !== "array") return null;
  const job = bytes.subarray(args.valueStart + 1, args.valueEnd - 1);
  const inner = scanPayload(job);
  if (!inner.ok) return null;
  const name = stringValue(job, inner, "job_class");
  const list = inner.last.get("arguments");
  if (!name || list?.kind !== "array") return null;
  const path = underscore(name);
  const text = job.subarray(list.valueStart, list.valueEnd).toString("utf8");
  const digests = text === "[]" ? ["no_arguments"] : [...new Set([text, escaped(text)])].map(md5);
  return { path, keys: digests.map((digest) => `${UNIQUENESS_PREFIX}${path}:${digest}`) };
}

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

/** What ActiveSupport's encoder escapes and Sidekiq's does not. */
function escaped(text: string): string {
  return text.replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
