import "server-only";
import type { Scope } from "@/lib/domain/access.schema";
import { parseScopes } from "./scopes";

export const TOKEN_GRANTS = ["health", "metrics", "read", "deploy", "operate"] as const;
export type TokenGrant = (typeof TOKEN_GRANTS)[number];

export interface TokenRecord {
  readonly id: string;
  readonly grants: readonly TokenGrant[];
  /** SHA-256 of the secret part. */
  readonly sha256: Buffer;
  readonly expiresAtMs: number;
  readonly scopes: readonly Scope[] | null;
}

const LONGEST_DAYS = 366;

/**
 * One token a line (or `;`): `id:grants:sha256:YYYY-MM-DD[:source,source/queue-glob,…]`, grants joined by `+` of
 * `health metrics read deploy operate`, the hash as 64 hex digits, valid until the end of that UTC day and at most a year.
 * The token itself is `sbx_<id>_<secret>`. @throws Error that names the line, never its content.
 */
export function parseTokens(text: string, nowMs: number): TokenRecord[] {
  const tokens: TokenRecord[] = [];
  for (const [index, line] of text.split(/[\n;]/).entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const token = parseToken(trimmed, `line ${index + 1}`, nowMs);
    if (tokens.some(({ id }) => id === token.id)) throw new Error(`line ${index + 1}: an id that came before`);
    tokens.push(token);
  }
  return tokens;
}

function parseToken(line: string, where: string, nowMs: number): TokenRecord {
  const [id, grantsText, hash, day, ...rest] = line.split(":");
  if (!id || !/^[a-z0-9-]{1,32}$/.test(id)) throw new Error(`${where}: the id must be 1 to 32 of a-z 0-9 -`);
  const grants = (grantsText ?? "").split("+");
  if (!grants.every(isGrant))
    throw new Error(`${where}: the grants must be of ${TOKEN_GRANTS.join(", ")}, joined by +`);
  if (!hash || !/^[0-9a-f]{64}$/.test(hash)) throw new Error(`${where}: the hash must be 64 hex digits of SHA-256`);
  const expiresAtMs = /^\d{4}-\d\d-\d\d$/.test(day ?? "") ? Date.parse(`${day}T23:59:59.999Z`) : Number.NaN;
  if (Number.isNaN(expiresAtMs)) throw new Error(`${where}: the last day must be YYYY-MM-DD`);
  if (expiresAtMs > nowMs + LONGEST_DAYS * 86_400_000) throw new Error(`${where}: a token lasts at most one year`);
  return { id, grants, sha256: Buffer.from(hash, "hex"), expiresAtMs, scopes: parseScopes(rest.join(":")) };
}

const isGrant = (text: string): text is TokenGrant => TOKEN_GRANTS.some((grant) => grant === text);
