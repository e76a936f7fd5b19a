import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import type { TokenGrant, TokenRecord } from "@/lib/config/tokens";
import { PERMISSIONS, type Permission, roleAllows } from "@/lib/domain/permissions";
import { makePrincipal, type Principal } from "./principal";

const HEALTH: readonly Permission[] = ["health.read"];
const METRICS: readonly Permission[] = ["metrics.read"];
/** For a deploy script: it marks deploys and does nothing else. */
const DEPLOY: readonly Permission[] = ["deploys.mark"];
const READ = (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => roleAllows("viewer", permission));

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

/** Whose token a text would be, for the record of a refusal; the secret is no part of it. */
export const claimedName = (text: string) => `token:${/^sbx_([a-z0-9-]{1,32})_/.exec(text)?.[1] ?? ""}`;

export function tokenPrincipal(record: TokenRecord, ip: string | null): Principal {
  const { grants } = record;
  return makePrincipal({
    name: `token:${record.id}`,
    role: grants.includes("operate") || grants.includes("deploy") ? "operator" : "viewer",
    method: "token",
    scopes: record.scopes,
    ip,
    expiresAtMs: record.expiresAtMs,
    only: onlyOf(grants),
  });
}

/** Null for a token that carries all that its role allows. */
function onlyOf(grants: readonly TokenGrant[]): readonly Permission[] | null {
  if (grants.includes("operate") || (grants.includes("read") && !grants.includes("deploy"))) return null;
  return narrow(grants);
}

const narrow = (grants: readonly TokenGrant[]) => [
  ...(grants.includes("read") ? READ : []),
  ...(grants.includes("deploy") ? DEPLOY : []),
  ...(grants.includes("health") ? HEALTH : []),
  ...(grants.includes("metrics") ? METRICS : []),
];
