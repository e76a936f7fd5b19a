import "server-only";
import type { Role, Scope } from "@/lib/domain/access.schema";

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
}
