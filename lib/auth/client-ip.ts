import "server-only";
import { type BlockList, isIP } from "node:net";
import type { RequestHead } from "./request-head";

/**
 * The address a request came from: the socket's own, or, when that is a trusted proxy, the right-most address of
 * `X-Forwarded-For` that is none. Without a trusted proxy the header is ignored.
 */
export function clientIp(headers: RequestHead["headers"], peerIp: string | null, trusted: BlockList): string | null {
  const peer = plainIp(peerIp);
  if (peer === null || !isTrusted(peer, trusted)) return peer;
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").map((hop) => plainIp(hop.trim()));
  for (const hop of hops.reverse()) {
    if (hop === null) return peer;
    if (!isTrusted(hop, trusted)) return hop;
  }
  return peer;
}

/** Whether the request reached us over https as far as we may believe. */
export function isSecureRequest(request: RequestHead, peerIp: string | null, trusted: BlockList): boolean {
  const peer = plainIp(peerIp);
  if (peer !== null && isTrusted(peer, trusted)) return request.headers.get("x-forwarded-proto") === "https";
  return request.url.startsWith("https:");
}

/** What limits count by: an IPv6 host owns its whole /64. */
export function limitKey(ip: string | null): string {
  if (ip === null) return "unknown";
  return isIP(ip) === 6 ? `${expandIpv6(ip).slice(0, 4).join(":")}::/64` : ip;
}

function plainIp(text: string | null): string | null {
  if (text === null) return null;
  const ip = text.toLowerCase().startsWith("::ffff:") && text.includes(".") ? text.slice(7) : text;
  return isIP(ip) === 0 ? null : ip;
}

const isTrusted = (ip: string, trusted: BlockList) => trusted.check(ip, isIP(ip) === 6 ? "ipv6" : "ipv4");

function expandIpv6(ip: string): string[] {
  const [head = "", tail] = ip.split("%")[0]?.split("::") ?? [];
  const left = head === "" ? [] : head.split(":");
  const right = !tail ? [] : tail.split(":");
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(gap).fill("0"), ...right];
}
