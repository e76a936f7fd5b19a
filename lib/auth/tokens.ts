import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import type { TokenGrant, TokenRecord } from "@/lib/config/tokens";
import type { Permission } from "@/lib/domain/permissions";
import { makePrincipal, type Principal } from "./principal";

const HEALTH: readonly Permission[] = ["health.read"];
const METRICS: readonly Permission[] = ["metrics.read"];

/** `sbx_<id>_<secret>` from an Authorization header. @returns null for a wrong, unknown or expired one */
export function principalOfToken(
  tokens: readonly TokenRecord[],
  text: string,
  ip: string | null,
  nowMs: number,
): Principal | null {
  const match = /^sbx_([a-z0-9-]{1,32})_([A-Za-z0-9_-]{20,100})$/.exec(text);
  if (!match) return null;
  const record = tokens.find(({ id }) => id === match[1]);
  const given = createHash("sha256")
    .update(match[2] ?? "")
    .digest();
  const equal = timingSafeEqual(given, record?.sha256 ?? Buffer.alloc(32));
  if (!record || !equal || record.expiresAtMs <= nowMs) return null;
  return tokenPrincipal(record, ip);
}

export function tokenPrincipal(record: TokenRecord, ip: string | null): Principal {
  const { grants } = record;
  return makePrincipal({
    name: `token:${record.id}`,
    role: grants.includes("operate") ? "operator" : "viewer",
    method: "token",
    scopes: record.scopes,
    ip,
    expiresAtMs: record.expiresAtMs,
    only: readsAll(grants) ? null : narrow(grants),
  });
}

const readsAll = (grants: readonly TokenGrant[]) => grants.includes("read") || grants.includes("operate");

const narrow = (grants: readonly TokenGrant[]) => [
  ...(grants.includes("health") ? HEALTH : []),
  ...(grants.includes("metrics") ? METRICS : []),
];
