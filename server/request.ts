import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Peer } from "@/lib/auth/authenticator";
import type { RequestHead } from "@/lib/auth/request-head";

/** The head of a request as the authenticator reads it: a header sent twice counts as both, joined. */
export function headOf(req: IncomingMessage): RequestHead {
  const get = (name: string) => req.headersDistinct[name]?.join(name === "cookie" ? "; " : ", ") ?? null;
  return {
    method: req.method ?? "GET",
    url: `http://${req.headers.host ?? "localhost"}${req.url ?? "/"}`,
    headers: { get, has: (name) => name in req.headers },
  };
}

export const peerOf = (req: IncomingMessage): Peer => ({ ip: req.socket.remoteAddress ?? null });

export function redirect(res: ServerResponse, location: string): void {
  res.writeHead(302, { Location: location, "Content-Length": 0 }).end();
}

/** A bare answer for what is not a page; the API answers in its own form. */
export function plain(res: ServerResponse, status: number, text: string): void {
  const body = `${text}\n`;
  res.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Content-Length": Buffer.byteLength(body) });
  res.end(res.req.method === "HEAD" ? undefined : body);
}
