import "server-only";
import type { Principal } from "@/lib/auth/principal";
import type { Me } from "@/lib/domain/access.schema";
import { AppError } from "@/lib/errors/app-error";

/** What `GET /me` answers. @throws AppError `unauthenticated` for background work, which is nobody */
export function meOf({ name, role, method, scopes, expiresAtMs }: Principal, readOnly: boolean): Me {
  if (method === "system") throw new AppError("unauthenticated");
  return { name, role, method, scopes: scopes && [...scopes], readOnly, expiresAtMs };
}
