/**
 * Where to go after signing in, as a path below the base path. Anything but a path of this console leads to its
 * start: an address handed over in a link must not send a person elsewhere.
 */
export function landingPath(wanted: string | null, origin: string, base: string): string {
  if (wanted === null || wanted === "") return "/";
  let url: URL;
  try {
    url = new URL(wanted, origin);
  } catch {
    return "/";
  }
  if (url.origin !== origin || !/^\/(?![/\\])/.test(url.pathname)) return "/";
  const path = `${url.pathname}${url.search}`;
  const below = base !== "" && (url.pathname === base || path.startsWith(`${base}/`)) ? path.slice(base.length) : path;
  return below === "" || below.startsWith("/login") || below.startsWith("/api/") ? "/" : below;
}
