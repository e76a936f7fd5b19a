import "server-only";
import type { Role, Scope } from "@/lib/domain/access.schema";
import { type Permission, roleAllows } from "@/lib/domain/permissions";

declare const brand: unique symbol;

/** Who asks. Made by `lib/auth` alone; a store opens its facets for nothing else. */
export interface Principal {
  readonly [brand]: true;
  readonly name: string;
  readonly role: Role;
  readonly method: "session" | "basic" | "token" | "system";
  /** null = every source and queue. */
  readonly scopes: readonly Scope[] | null;
  readonly ip: string | null;
  readonly expiresAtMs: number | null;
  /** A machine's token may carry less than its role: these alone. Null or absent = all that the role allows. */
  readonly only?: readonly Permission[] | null;
}

export type PrincipalFields = Omit<Principal, typeof brand>;

/** For `lib/auth`, and for tests. */
export function makePrincipal(fields: PrincipalFields): Principal {
  return Object.freeze(fields) as Principal;
}

/** Background work: reads everything, and writes nothing but Signalbox's own keys. */
export const SYSTEM: Principal = makePrincipal({
  name: "system",
  role: "viewer",
  method: "system",
  scopes: null,
  ip: null,
  expiresAtMs: null,
});

export function can(principal: Principal, permission: Permission): boolean {
  if (principal.only && !principal.only.includes(permission)) return false;
  return roleAllows(principal.role, permission);
}

/** The queues of `source` this principal sees: globs, null for all of them, `none` for no right to the source. */
export function scopeOf(principal: Principal, source: string): readonly string[] | null | "none" {
  if (principal.scopes === null) return null;
  const scope = principal.scopes.find((entry) => entry.source === source);
  return scope === undefined ? "none" : scope.queues;
}
