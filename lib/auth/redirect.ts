import "server-only";

/**
 * Where to go after signing in: a path of this very console, or its start. Anything else that a browser could
 * read as another origin (`//host`, `/\host`, control characters, `@`, encodings of them) becomes the start.
 * @param wanted a path or an absolute address; @param origin ours; @param basePath `""` or `/tools/jobs`
 * @returns an absolute address of `origin`.
 */
export function safeRedirect(wanted: string, origin: string, basePath: string): string {
  const start = `${origin}${basePath}/`;
  const path = wanted.startsWith(`${origin}/`) ? wanted.slice(origin.length) : wanted;
  if (path.length > 2_000 || !/^\/[A-Za-z0-9_~.,:;!$&'()*+=?#/%-]*$/.test(path)) return start;
  if (path.startsWith("//") || /%(?:0[0-9a-f]|1[0-9a-f]|7f|5c|2f%2f)/i.test(path) || path.includes("/..")) return start;
  const [pathname = ""] = path.split(/[?#]/, 1);
  if (/%2f|%40|%2e/i.test(pathname) || pathname.includes("//")) return start;
  if (basePath !== "" && pathname !== basePath && !pathname.startsWith(`${basePath}/`)) return start;
  const url = new URL(path, origin);
  return url.origin === origin ? url.href : start;
}
