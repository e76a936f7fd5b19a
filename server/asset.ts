import "server-only";
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

type Encoding = "br" | "gzip";

/** A file of the build, in memory, with its compressed forms made at most once. */
export interface Asset {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly compressed: Partial<Record<Encoding, Promise<Buffer>>>;
}

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  png: "image/png",
  rsc: "text/x-component",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  webmanifest: "application/manifest+json",
  woff2: "font/woff2",
};
const INCOMPRESSIBLE = new Set(["image/png", "font/woff2"]);
const SMALLEST_COMPRESSED = 1_000;

export const typeOf = (name: string) => TYPES[name.split(".").pop() ?? ""] ?? "application/octet-stream";

export function makeAsset(body: Buffer, type: string, headers: Record<string, string> = {}): Asset {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  return { body, type, etag, headers, compressed: {} };
}

/** Answers with the asset in the best form the client takes; 304 when it has it. */
export async function sendAsset(req: IncomingMessage, res: ServerResponse, asset: Asset, status = 200): Promise<void> {
  for (const [name, value] of Object.entries(asset.headers)) res.setHeader(name, value);
  res.setHeader("ETag", asset.etag);
  if (status === 200 && matchesEtag(req.headers["if-none-match"], asset.etag)) {
    res.writeHead(304).end();
    return;
  }
  const encoding = encodingFor(req, asset);
  const body = encoding === null ? asset.body : await compress(asset, encoding);
  res.setHeader("Content-Type", asset.type);
  res.setHeader("Content-Length", body.length);
  appendVary(res, "Accept-Encoding");
  if (encoding !== null) res.setHeader("Content-Encoding", encoding);
  res.writeHead(status).end(req.method === "HEAD" ? undefined : body);
}

/** Makes the compressed forms before anybody asks. */
export async function warm(asset: Asset): Promise<void> {
  if (compressible(asset)) await Promise.all([compress(asset, "br"), compress(asset, "gzip")]);
}

function encodingFor(req: IncomingMessage, asset: Asset): Encoding | null {
  if (!compressible(asset)) return null;
  const accepted = String(req.headers["accept-encoding"] ?? "")
    .split(",")
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
    .map((part) => part.split(";")[0]);
  return accepted.includes("br") ? "br" : accepted.includes("gzip") ? "gzip" : null;
}

function compressible(asset: Asset): boolean {
  return asset.body.length >= SMALLEST_COMPRESSED && !INCOMPRESSIBLE.has(asset.type);
}

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

function compress(asset: Asset, encoding: Encoding): Promise<Buffer> {
  asset.compressed[encoding] ??=
    encoding === "br"
      ? brotli(asset.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
      : deflate(asset.body, { level: 9 });
  return asset.compressed[encoding];
}

/** `If-None-Match` as RFC 9110 compares it: weakly, in a list, or `*`. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((part) => part.trim() === "*" || part.trim().replace(/^W\//, "") === etag);
}

export function appendVary(res: ServerResponse, name: string): void {
  const vary = res.getHeader("Vary");
  res.setHeader("Vary", vary === undefined ? name : `${String(vary)}, ${name}`);
}
