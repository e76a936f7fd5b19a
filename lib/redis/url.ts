import "server-only";
import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import type { SourceConfig } from "@/lib/config/source-config";
import { AppError } from "@/lib/errors/app-error";

/** A Redis URL as Sidekiq reads it. `username` null means the `default` user. */
export interface RedisTarget {
  readonly socket: { readonly path: string } | { readonly host: string; readonly port: number };
  readonly tls: boolean;
  readonly username: string | null;
  readonly password: string | null;
  readonly db: number;
  /** For people and logs: no user, no password. */
  readonly display: string;
}

/** @throws AppError `source_misconfigured` with `detail`; the URL itself is never repeated. */
export function parseRedisUrl(text: string): RedisTarget {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw misconfigured("not a URL");
  }
  if (!["redis:", "rediss:", "unix:"].includes(url.protocol)) {
    throw misconfigured("the URL must start with redis://, rediss:// or unix://");
  }
  const unix = url.protocol === "unix:";
  const db = dbNumber(
    unix ? (url.searchParams.get("db") ?? "") : (url.searchParams.get("db") ?? url.pathname.slice(1)),
  );
  const credentials = { username: decode(url.username), password: decode(url.password), db };
  if (unix) {
    const path = decode(`${url.hostname}${url.pathname}`);
    if (!path) throw misconfigured("the unix:// URL has no path");
    return { socket: { path }, tls: false, ...credentials, display: `unix://${path}?db=${db}` };
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!host) throw misconfigured("the URL has no host");
  const port = url.port ? Number(url.port) : 6379;
  return {
    socket: { host, port },
    tls: url.protocol === "rediss:",
    ...credentials,
    display: `${url.protocol}//${url.hostname}:${port}/${db}`,
  };
}

/** @throws AppError `source_misconfigured` when a file cannot be read. */
export function tlsOptions(target: RedisTarget, files: SourceConfig["tls"]): ConnectionOptions | undefined {
  if (!target.tls) return undefined;
  const options: ConnectionOptions = {};
  if ("host" in target.socket && !/^[\d.]+$|:/.test(target.socket.host)) options.servername = target.socket.host;
  if (files?.caFile) options.ca = pem(files.caFile);
  if (files?.certFile) options.cert = pem(files.certFile);
  if (files?.keyFile) options.key = pem(files.keyFile);
  return options;
}

function pem(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw misconfigured(`the file ${file} cannot be read`);
  }
}

function decode(part: string): string | null {
  if (part === "") return null;
  try {
    return decodeURIComponent(part);
  } catch {
    throw misconfigured("the URL is not percent-encoded correctly");
  }
}

function dbNumber(text: string): number {
  const digits = text.replace(/\/$/, "");
  if (digits === "") return 0;
  if (!/^\d{1,6}$/.test(digits)) throw misconfigured("the database in the URL must be a number");
  return Number(digits);
}

const misconfigured = (detail: string) => new AppError("source_misconfigured", { detail });
