import "server-only";
import type { RequestHead } from "./request-head";

/** What decides which host names are ours; a `Config` is one. */
export interface HostRule {
  readonly publicUrl: URL | null;
  /** Present while nobody has set up people: a console for this machine alone. */
  readonly generatedAdmin?: object | null;
}

/**
 * Whether the Host a request names is ours. With a public address only that host (any name of loopback stays
 * allowed for nobody: DNS rebinding starts there); without one every syntactically sound host, but only this
 * machine's own names where the console was started without people.
 */
export function hostAllowed(request: RequestHead, { publicUrl, generatedAdmin }: HostRule): boolean {
  const host = hostOf(request);
  if (publicUrl !== null) return host.toLowerCase() === publicUrl.host;
  if (generatedAdmin) return isLoopback(request);
  return /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/.test(host);
}

/** Whether the request names this machine, which browsers trust like https. */
export function isLoopback(request: RequestHead): boolean {
  return /^(?:localhost|[a-z0-9-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(hostOf(request));
}

/** The origin the browser sees: the configured one, else scheme and Host of the request. */
export function originOf(request: RequestHead, publicUrl: URL | null, secure: boolean): string {
  return publicUrl?.origin ?? `${secure ? "https" : "http"}://${hostOf(request)}`;
}

const hostOf = (request: RequestHead) => request.headers.get("host") ?? new URL(request.url).host;
