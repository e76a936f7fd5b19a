import { createHash, scryptSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { BlockList } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "@/lib/config/env";
import { defaultSource } from "@/lib/config/sources";
import type { TokenGrant, TokenRecord } from "@/lib/config/tokens";
import type { ScryptHash, UserRecord } from "@/lib/config/users";
import type { Role, Scope } from "@/lib/domain/access.schema";
import { logger } from "@/lib/errors/logger";
import type { Pace } from "@/lib/http/pace";
import { createRuntime, type Runtime } from "@/lib/runtime/runtime";
import { startRedis, type TestRedis } from "./redis-server";

export const ORIGIN = "http://console.test";
export const PASSWORD = "correct horse battery";
export const SECRET = "a secret of the tests that is long enough";
const TOKEN_SECRET = "t".repeat(43);

/** Cheap on purpose: tests count and compare, they do not resist anybody. */
export function testHash(password: string): ScryptHash {
  const salt = Buffer.alloc(16, 7);
  return { N: 1024, r: 8, p: 1, salt, key: scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 }) };
}

export function testUser(name: string, role: Role, scopes: Scope[] | null = null): UserRecord {
  return { name, role, hash: testHash(PASSWORD), scopes };
}

/** The token itself is `bearer(id)`. */
export function testToken(id: string, grants: TokenGrant[], expiresAtMs = Date.now() + 3_600_000): TokenRecord {
  return { id, grants, sha256: createHash("sha256").update(TOKEN_SECRET).digest(), expiresAtMs, scopes: null };
}

export const bearer = (id: string) => `sbx_${id}_${TOKEN_SECRET}`;

export interface TestRequest {
  /** Signs in with Basic; the password is `PASSWORD`. */
  readonly as?: string | undefined;
  /** A token id. */
  readonly token?: string | undefined;
  readonly method?: string;
  readonly body?: unknown;
  /** The address it comes from. */
  readonly ip?: string;
  /** Undefined takes away what a request of the console's own pages carries. */
  readonly headers?: Record<string, string | undefined>;
  readonly signal?: AbortSignal;
}

export interface TestConsole {
  readonly redis: TestRedis;
  readonly runtime: Runtime;
  /** A request to `/api/v1` + path, as the console's own pages send it. */
  call(path: string, init?: TestRequest): Promise<Response>;
  close(): Promise<void>;
}

/** A whole console in this process on a Redis of its own, source id `default`. */
export async function startConsole({
  pace = null,
  ...over
}: Partial<Config> & Pick<Config, "users"> & { pace?: Pace | null }): Promise<TestConsole> {
  logger.level = "silent";
  const redis = await startRedis();
  const dataDir = mkdtempSync(join(tmpdir(), "signalbox-api-"));
  const config: Config = {
    host: "127.0.0.1",
    port: 0,
    publicUrl: null,
    basePath: "",
    readOnly: false,
    trustedProxies: new BlockList(),
    sources: [defaultSource(redis.url)],
    stateUrl: null,
    dataDir,
    tokens: [],
    secret: SECRET,
    generatedAdmin: null,
    warnings: [],
    ...over,
  };
  const runtime = createRuntime(config, pace);
  return {
    redis,
    runtime,
    call: (path, init = {}) => {
      const request = new Request(`${ORIGIN}/api/v1${path}`, requestInit(init));
      return Promise.resolve(runtime.api.fetch(request, { ip: init.ip ?? "127.0.0.1" }));
    },
    async close() {
      await runtime.close();
      await redis.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function requestInit({
  as,
  token,
  body,
  method = body === undefined ? "GET" : "POST",
  headers = {},
  signal,
}: TestRequest): RequestInit {
  const sent = new Headers({ host: "console.test" });
  if (method !== "GET" && method !== "HEAD") {
    sent.set("content-type", "application/json");
    sent.set("x-signalbox", "1");
    sent.set("origin", ORIGIN);
  }
  if (as) sent.set("authorization", `Basic ${Buffer.from(`${as}:${PASSWORD}`).toString("base64")}`);
  if (token) sent.set("authorization", `Bearer ${bearer(token)}`);
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) sent.delete(name);
    else sent.set(name, value);
  }
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { method, headers: sent, ...(body !== undefined && { body: text }), ...(signal && { signal }) };
}
