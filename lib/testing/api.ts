import { scryptSync } from "node:crypto";
import { BlockList } from "node:net";
import { createAudit } from "@/lib/audit/audit";
import { type AuthService, createAuthenticator } from "@/lib/auth/authenticator";
import type { TokenRecord } from "@/lib/config/tokens";
import type { ScryptHash, UserRecord } from "@/lib/config/users";
import type { Role, Scope } from "@/lib/domain/access.schema";
import { makeApi } from "@/lib/http/app";
import type { Api } from "@/lib/http/context";
import type { ApiServices, AuditLog } from "@/lib/http/services";
import type { RedisLink } from "@/lib/redis/link";

export const ORIGIN = "http://console.test";
export const PASSWORD = "correct horse battery";
export const SECRET = "a secret of the tests that is long enough";

/** Cheap on purpose: tests count and compare, they do not resist anybody. */
export function testHash(password: string): ScryptHash {
  const salt = Buffer.alloc(16, 7);
  return { N: 1024, r: 8, p: 1, salt, key: scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 }) };
}

export function testUser(name: string, role: Role, scopes: Scope[] | null = null): UserRecord {
  return { name, role, hash: testHash(PASSWORD), scopes };
}

export interface TestApi {
  readonly app: Api;
  readonly auth: AuthService;
  readonly audit: AuditLog;
  /** Lines the audit record printed. */
  readonly printed: object[];
  /** A request to `/api/v1` + path; a mutation carries what the console's own pages send. */
  call(path: string, init?: TestRequest): Promise<Response>;
}

export interface TestRequest {
  readonly as?: string | undefined;
  readonly bearer?: string | undefined;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string | undefined>;
}

/** The API as the server builds it, on the given store state; what a test does not need stays away. */
export function testApi(options: {
  services: Pick<ApiServices, "registry" | "operations"> & Partial<ApiServices>;
  users: readonly UserRecord[];
  tokens?: readonly TokenRecord[];
  state?: RedisLink | null;
  readOnly?: boolean;
  publicUrl?: URL | null;
  now?: () => number;
}): TestApi {
  const { users, tokens = [], state = null, publicUrl = null, now = Date.now } = options;
  const printed: object[] = [];
  const audit = createAudit({ state, logger: { info: (record) => void printed.push(record) }, now });
  const config = { users, tokens, secret: SECRET, basePath: "", publicUrl, trustedProxies: new BlockList() };
  const auth = createAuthenticator({ config, state, audit, now });
  const services = { ...absent, ...options.services, audit, auth };
  const app = makeApi(services, { basePath: "", publicUrl, readOnly: options.readOnly ?? false });
  return { app, auth, audit, printed, call: (path, init) => call(app, path, init ?? {}) };
}

async function call(app: Api, path: string, init: TestRequest): Promise<Response> {
  const method = init.method ?? (init.body === undefined ? "GET" : "POST");
  const headers = new Headers({ host: "console.test" });
  if (method !== "GET" && method !== "HEAD") {
    headers.set("content-type", "application/json");
    headers.set("x-signalbox", "1");
    headers.set("origin", ORIGIN);
  }
  if (init.as) headers.set("authorization", `Basic ${Buffer.from(`${init.as}:${PASSWORD}`).toString("base64")}`);
  if (init.bearer) headers.set("authorization", `Bearer ${init.bearer}`);
  for (const [name, value] of Object.entries(init.headers ?? {})) {
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
  }
  const body = init.body === undefined ? null : JSON.stringify(init.body);
  return app.fetch(new Request(`${ORIGIN}/api/v1${path}`, { method, headers, body }), { ip: "127.0.0.1" });
}

function notHere(): never {
  throw new Error("not part of this test");
}

const absent: Pick<ApiServices, "snapshots" | "history"> = {
  snapshots: { current: notHere, currentBytes: notHere, subscribe: notHere, cut: notHere, encode: notHere },
  history: { query: notHere, sinceMs: notHere, bytes: notHere },
};
