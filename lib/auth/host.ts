import "server-only";

/**
 * Whether the Host a request names is ours. With a public address only that host (any name of loopback stays
 * allowed for nobody: DNS rebinding starts there); without one every syntactically sound host.
 */
export function hostAllowed(request: Request, publicUrl: URL | null): boolean {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  if (publicUrl === null) return /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/.test(host);
  return host.toLowerCase() === publicUrl.host;
}

/** Whether the request names this machine, which browsers trust like https. */
export function isLoopback(request: Request): boolean {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  return /^(?:localhost|[a-z0-9-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host);
}

/** The origin the browser sees: the configured one, else scheme and Host of the request. */
export function originOf(request: Request, publicUrl: URL | null, secure: boolean): string {
  if (publicUrl !== null) return publicUrl.origin;
  return `${secure ? "https" : "http"}://${request.headers.get("host") ?? new URL(request.url).host}`;
}
