import "server-only";
import { randomBytes } from "node:crypto";

/** Names an operation, a trash batch, a lease: 128 random bits, 22 characters of base64url. */
export function newId(): string {
  return randomBytes(16).toString("base64url");
}
