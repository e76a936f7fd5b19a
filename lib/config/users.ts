import "server-only";
import { type Role, role, type Scope } from "@/lib/domain/access.schema";
import { parseScopes } from "./scopes";

/** Parameters, salt and key of one scrypt hash (RFC 7914). */
export interface ScryptHash {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly key: Buffer;
}

export interface UserRecord {
  readonly name: string;
  readonly role: Role;
  readonly hash: ScryptHash;
  readonly scopes: readonly Scope[] | null;
}

/**
 * One user a line (or `;`): `name:role:scrypt$N$r$p$salt$hash[:source,source/queue-glob,…]`, salt and hash in
 * base64url. Lines that start with `#` are comments.
 * @throws Error that names the line, never its content.
 */
export function parseUsers(text: string): UserRecord[] {
  const users: UserRecord[] = [];
  for (const [index, line] of text.split(/[\n;]/).entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const user = parseUser(trimmed, `line ${index + 1}`);
    if (users.some(({ name }) => name === user.name)) throw new Error(`line ${index + 1}: a name that came before`);
    users.push(user);
  }
  return users;
}

function parseUser(line: string, where: string): UserRecord {
  const [name, roleText, hashText, ...rest] = line.split(":");
  if (!name || !isUserName(name)) throw new Error(`${where}: the name must be 1 to 64 printable characters`);
  const parsedRole = role.safeParse(roleText);
  if (!parsedRole.success) throw new Error(`${where}: the role must be viewer, operator or admin`);
  const hash = parseHash(hashText ?? "");
  if (!hash) throw new Error(`${where}: the hash must be scrypt$N$r$p$salt$hash, as "npm run hash-password" makes it`);
  try {
    return { name, role: parsedRole.data, hash, scopes: parseScopes(rest.join(":")) };
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : "bad scope"}`);
  }
}

/** Printable ASCII and letters of any script, no separator of ours, no control or format character. */
export function isUserName(name: string): boolean {
  return name.length <= 64 && /^[^\s:;,\p{C}]+$/u.test(name);
}

export function parseHash(text: string): ScryptHash | null {
  const match = /^scrypt\$(\d{1,8})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9_-]{16,})\$([A-Za-z0-9_-]{22,})$/.exec(
    text.trim(),
  );
  if (!match) return null;
  const [, n, r, p, salt, key] = match;
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const powerOfTwo = cost.N > 0 && (cost.N & (cost.N - 1)) === 0;
  if (!powerOfTwo || cost.N < 2 ** 14 || cost.N > 2 ** 18 || cost.r < 1 || cost.r > 16 || cost.p < 1 || cost.p > 4) {
    return null;
  }
  return { ...cost, salt: Buffer.from(salt ?? "", "base64url"), key: Buffer.from(key ?? "", "base64url") };
}

export function formatHash({ N, r, p, salt, key }: ScryptHash): string {
  return `scrypt$${N}$${r}$${p}$${salt.toString("base64url")}$${key.toString("base64url")}`;
}
