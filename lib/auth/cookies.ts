import "server-only";
import { createHash } from "node:crypto";

export interface CookieNames {
  readonly session: string;
  readonly csrf: string;
  readonly callback: string;
}

/**
 * Cookies know no port and no path prefix, so the names tell installations on one host apart. Browsers bind
 * `__Host-` to the host; under a base path that is not allowed, and `__Secure-` stands in.
 */
export function cookieNames(secret: string, basePath: string, secure: boolean): CookieNames {
  const install = createHash("sha256").update(`${basePath}\0${secret}`).digest("hex").slice(0, 8);
  const prefix = secure ? (basePath === "" ? "__Host-" : "__Secure-") : "";
  const name = (kind: string) => `${prefix}signalbox-${install}-${kind}`;
  return { session: name("session"), csrf: name("csrf"), callback: name("callback") };
}

export function cookieOptions(basePath: string, secure: boolean) {
  return { httpOnly: true, sameSite: "lax" as const, path: basePath === "" ? "/" : basePath, secure };
}

/** The value of one cookie of a `Cookie` header; null when absent. */
export function readCookie(header: string | null, name: string): string | null {
  for (const part of (header ?? "").split(";")) {
    const equals = part.indexOf("=");
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return null;
}

export function serializeCookie(
  name: string,
  value: string,
  options: ReturnType<typeof cookieOptions> & { maxAgeSec: number },
): string {
  const attributes = [`Path=${options.path}`, `Max-Age=${options.maxAgeSec}`, "HttpOnly", "SameSite=Lax"];
  if (options.secure) attributes.push("Secure");
  return [`${name}=${value}`, ...attributes].join("; ");
}
