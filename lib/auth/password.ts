import "server-only";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { SCRYPT_COST } from "@/lib/config/access";
import type { ScryptHash, UserRecord } from "@/lib/config/users";

export type Derive = (password: string, hash: ScryptHash) => Promise<Buffer>;

/** One scrypt in the thread pool. */
export const deriveKey: Derive = (password, { N, r, p, salt, key }) =>
  new Promise((resolve, reject) => {
    const maxmem = 256 * N * r;
    scrypt(password.normalize("NFKC"), salt, key.length, { N, r, p, maxmem }, (error, derived) =>
      error ? reject(error) : resolve(derived),
    );
  });

const LONGEST_PASSWORD = 1024;

/** Nobody's hash: an unknown name costs what a known one costs. */
const decoy: ScryptHash = { ...SCRYPT_COST, salt: randomBytes(16), key: randomBytes(32) };

/** @returns the user when name and password belong together; exactly one scrypt is spent either way. */
export async function verifyPassword(
  users: readonly UserRecord[],
  name: string,
  password: string,
  derive: Derive = deriveKey,
): Promise<UserRecord | null> {
  const user = users.find((candidate) => candidate.name === name) ?? null;
  const hash = user?.hash ?? decoy;
  const derived = await derive(password.slice(0, LONGEST_PASSWORD), hash);
  const equal = derived.length === hash.key.length && timingSafeEqual(derived, hash.key);
  return user !== null && equal && password.length <= LONGEST_PASSWORD ? user : null;
}
