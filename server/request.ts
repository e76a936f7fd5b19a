import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Peer } from "@/lib/auth/authenticator";

/** The head of a request as the authenticator reads it. @throws TypeError for a Host or a method that is none */
export function headOf(req: IncomingMessage): Request {
  const headers = new Headers();
  for (let index = 0; index + 1 < req.rawHeaders.length; index += 2) {
    headers.append(req.rawHeaders[index] ?? "", req.rawHeaders[index + 1] ?? "");
  }
  return new Request(`http://${req.headers.host ?? "localhost"}${req.url ?? "/"}`, {
    method: req.method ?? "GET",
    headers,
  });
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
